import CCodecs
import SemblanceCore

/// Reads JPEG, PNG and still WebP pictures from bytes that nobody vouches for.
///
/// The format is told by the first bytes. Sides are checked on the header, before memory for pixels is taken. Pictures come out
/// upright (EXIF orientation applied, an invalid one ignored), as 8-bit RGB, with alpha flattened onto white. A file that is
/// cut, or whose pixels are known to be wrong, is refused rather than filled up with grey; bytes behind a whole picture are
/// ignored. All of it is synchronous work on the caller's thread, some milliseconds a megapixel.
public enum ImageDecoder {
    /// Grows when pictures can be decoded that could not be before, so that files which failed once are worth another try.
    public static let revision = 1

    /// What the header says, without decoding pixels.
    ///
    /// - Throws: `unsupported` for anything but JPEG, PNG and still WebP; `undecodable` for an empty or damaged header.
    public static func info(of bytes: UnsafeRawBufferPointer) throws -> ImageInfo {
        guard let start = bytes.assumingMemoryBound(to: UInt8.self).baseAddress, !bytes.isEmpty else {
            throw SemblanceError(.undecodable, "the image is empty: it has no bytes")
        }
        guard let format = ImageFormat(firstBytes: bytes) else {
            let look = ForeignFormat.name(of: bytes).map { "this is \($0), not" } ?? "this is not"
            throw SemblanceError(.unsupported, "\(look) a JPEG, PNG or WebP image", advice: "convert it to one of these")
        }
        var header = CCodecsInfo()
        try CodecCall.perform(format.subject, refusal: .undecodable) { message in
            switch format {
            case .jpeg: ccodecs_jpeg_probe(start, bytes.count, &header, message)
            case .png: ccodecs_png_probe(start, bytes.count, &header, message)
            case .webp: ccodecs_webp_probe(start, bytes.count, &header, message)
            }
        }
        guard !header.animated else {
            throw SemblanceError(.unsupported, "this is an animated WebP", advice: "save one frame as JPEG, PNG or WebP")
        }
        return ImageInfo(
            format: format, storedWidth: Int(header.width), storedHeight: Int(header.height),
            orientation: ImageOrientation(rawValue: Int(header.orientation)) ?? .upright)
    }

    /// What the header says, without decoding pixels; throws as the other `info(of:)` does.
    public static func info(of bytes: [UInt8]) throws -> ImageInfo {
        try bytes.withUnsafeBytes { try info(of: $0) }
    }

    /// The upright picture.
    ///
    /// - Parameters:
    ///   - bytes: a whole encoded file
    ///   - limits: what the image may cost, and how small it may be
    ///   - squareSide: where given, the picture is only needed to make a square of this side: a JPEG is then halved, up to three
    ///     times, by its inverse DCT, as long as the smaller side stays at twice this or more. Other formats come at full size
    /// - Throws: `unsupported`, `tooLarge` or `undecodable`; the message says what was wrong, but names no file.
    public static func decode(
        _ bytes: UnsafeRawBufferPointer, limits: ImageLimits = .standard, squareSide: Int? = nil
    ) throws -> RGBImage {
        guard bytes.count <= limits.maximumBytes else {
            throw SemblanceError(
                .tooLarge, "\(bytes.count) bytes are more than the limit of \(limits.maximumBytes)", advice: "scale the image down")
        }
        let info = try info(of: bytes)
        try info.check(limits)
        let eighths = info.format == .jpeg ? info.eighths(for: squareSide) : 8
        let width = (info.storedWidth * eighths + 7) / 8
        let height = (info.storedHeight * eighths + 7) / 8
        let pixels = try decodePixels(bytes, as: info.format, eighths: eighths, count: width * height * 3)
        return RGBImage(width: width, height: height, pixels: pixels).turned(info.orientation)
    }

    /// The upright picture; parameters and errors are those of the other `decode`.
    public static func decode(_ bytes: [UInt8], limits: ImageLimits = .standard, squareSide: Int? = nil) throws -> RGBImage {
        try bytes.withUnsafeBytes { try decode($0, limits: limits, squareSide: squareSide) }
    }

    private static func decodePixels(
        _ bytes: UnsafeRawBufferPointer, as format: ImageFormat, eighths: Int, count: Int
    ) throws -> [UInt8] {
        let start = bytes.assumingMemoryBound(to: UInt8.self).baseAddress
        return try [UInt8](unsafeUninitializedCapacity: count) { pixels, initializedCount in
            let target = pixels.baseAddress
            try CodecCall.perform(format.subject, refusal: .undecodable) { message in
                switch format {
                case .jpeg: ccodecs_jpeg_decode(start, bytes.count, Int32(eighths), target, count, message)
                case .png: ccodecs_png_decode(start, bytes.count, target, count, message)
                case .webp: ccodecs_webp_decode(start, bytes.count, target, count, message)
                }
            }
            initializedCount = count
        }
    }
}

extension ImageInfo {
    /// The fraction, in eighths, at which a JPEG is decoded. Only halvings: for these libjpeg-turbo has vector code.
    func eighths(for squareSide: Int?) -> Int {
        guard let squareSide else { return 8 }
        let side = min(storedWidth, storedHeight)
        return [1, 2, 4].first { (side * $0 + 7) / 8 >= 2 * squareSide } ?? 8
    }
}

extension ImageFormat {
    /// How messages call a picture of this format.
    var subject: String {
        switch self {
        case .jpeg: "the JPEG"
        case .png: "the PNG"
        case .webp: "the WebP"
        }
    }
}
