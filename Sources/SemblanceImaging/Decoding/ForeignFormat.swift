/// Formats that people do have and that Semblance does not read: known by sight only, so that a refusal can name them.
enum ForeignFormat {
    private static let signatures: [(offset: Int, bytes: [UInt8], name: String)] = [
        (0, Array("GIF8".utf8), "a GIF"),
        (0, Array("BM".utf8), "a BMP"),
        (0, [0x49, 0x49, 0x2a, 0x00], "a TIFF"),
        (0, [0x4d, 0x4d, 0x00, 0x2a], "a TIFF"),
        (4, Array("ftyphei".utf8), "a HEIC picture"),
        (4, Array("ftypmif".utf8), "a HEIF picture"),
        (4, Array("ftypavi".utf8), "an AVIF picture"),
        (4, Array("ftyp".utf8), "a video"),
        (0, [0xff, 0x0a], "a JPEG XL picture"),
        (0, Array("%PDF".utf8), "a PDF"),
        (0, Array("PK\u{3}\u{4}".utf8), "a zip archive"),
        (0, [0x1f, 0x8b], "a gzip archive"),
        (0, Array("<svg".utf8), "an SVG drawing"),
        (0, Array("<?xml".utf8), "XML text"),
        (0, Array("<!doctype".utf8), "an HTML page"),
        (0, Array("<!DOCTYPE".utf8), "an HTML page"),
        (0, Array("<html".utf8), "an HTML page"),
    ]

    /// What the bytes look like, with its article; nil for the unknown.
    static func name(of bytes: UnsafeRawBufferPointer) -> String? {
        signatures.first { bytes.dropFirst($0.offset).starts(with: $0.bytes) }?.name
    }
}
