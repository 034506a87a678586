/// A format that Semblance reads, told by the first bytes and never by a file's name or a declared type.
public enum ImageFormat: String, Sendable, CaseIterable, Codable {
    /// JPEG, baseline or progressive; grey, YCbCr, RGB, CMYK or YCCK.
    case jpeg
    /// PNG of any depth and colour type.
    case png
    /// WebP, lossy or lossless; animations are refused when their header is read.
    case webp

    /// The media type, as in a `Content-Type`.
    public var mediaType: String { "image/\(rawValue)" }

    /// The usual ending of file names, without the dot.
    public var fileExtension: String { self == .jpeg ? "jpg" : rawValue }

    /// Nil unless the bytes begin like one of the formats.
    public init?(firstBytes bytes: UnsafeRawBufferPointer) {
        if bytes.starts(with: [0xff, 0xd8, 0xff]) {
            self = .jpeg
        } else if bytes.starts(with: [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]) {
            self = .png
        } else if bytes.starts(with: "RIFF".utf8), bytes.dropFirst(8).starts(with: "WEBP".utf8) {
            self = .webp
        } else {
            return nil
        }
    }

    /// Nil unless the bytes begin like one of the formats.
    public init?(firstBytes bytes: [UInt8]) {
        guard let format = bytes.withUnsafeBytes({ ImageFormat(firstBytes: $0) }) else { return nil }
        self = format
    }
}
