import CCodecs
import SemblanceCore

/// Writes pictures as files in memory.
public enum ImageEncoding {
    /// A baseline JPEG; chroma is halved in both directions below quality 90.
    ///
    /// - Parameters:
    ///   - quality: 1 … 100, on libjpeg's scale
    ///   - compact: whether the Huffman tables are made for this picture: some per cent smaller, and half as fast
    /// - Throws: `invalidArgument` for another quality or an image without pixels; `tooLarge` for a side above 65,500 pixels.
    public static func jpeg(_ image: RGBImage, quality: Int = 90, compact: Bool = true) throws -> [UInt8] {
        guard (1...100).contains(quality) else {
            throw SemblanceError(.invalidArgument, "a JPEG quality of \(quality)", advice: "give 1 to 100")
        }
        return try encode(image, as: .jpeg) { pixels, width, height, encoded, count, message in
            ccodecs_jpeg_encode(pixels, width, height, Int32(quality), compact, encoded, count, message)
        }
    }

    /// An 8-bit RGB PNG.
    ///
    /// - Throws: `invalidArgument` for an image without pixels.
    public static func png(_ image: RGBImage) throws -> [UInt8] {
        try encode(image, as: .png, ccodecs_png_encode)
    }

    /// C's order of arguments: pixels, width, height, encoded, count of encoded, message.
    private typealias Encode = (
        UnsafePointer<UInt8>?, UInt32, UInt32, UnsafeMutablePointer<UnsafeMutablePointer<UInt8>?>?, UnsafeMutablePointer<Int>?,
        UnsafeMutablePointer<CChar>?
    ) -> CCodecsStatus

    private static func encode(_ image: RGBImage, as format: ImageFormat, _ body: Encode) throws -> [UInt8] {
        guard image.width > 0, image.height > 0 else {
            throw SemblanceError(.invalidArgument, "an image without pixels cannot be written")
        }
        var encoded: UnsafeMutablePointer<UInt8>?
        var count = 0
        defer { ccodecs_free(encoded) }
        try image.pixels.withUnsafeBufferPointer { pixels in
            try CodecCall.perform(format.subject, refusal: .engine) { message in
                body(pixels.baseAddress, UInt32(clamping: image.width), UInt32(clamping: image.height), &encoded, &count, message)
            }
        }
        return Array(UnsafeBufferPointer(start: encoded, count: count))
    }
}
