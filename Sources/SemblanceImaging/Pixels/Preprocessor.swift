import SemblanceCore

/// The one piece of code that makes a network's input of an image, be it a training image, an indexed one or an upload.
///
/// Steps of version 1: decode (a JPEG halved by its inverse DCT as long as twice the resolution and 256 px remain), EXIF orientation,
/// alpha onto white, the largest centred square, and the antialiased resize of `RGBImage.resized`. Equal bytes give equal pixels.
public struct Preprocessor: Sendable {
    /// The steps and the resolution.
    public let preprocessing: Preprocessing
    /// What an image may cost, and how small it may be.
    public let limits: ImageLimits

    /// - Throws: `incompatible` for steps that this build does not know; `invalidArgument` for a resolution outside 1 … 4096.
    public init(_ preprocessing: Preprocessing, limits: ImageLimits = .standard) throws {
        try preprocessing.validate()
        guard (1...4096).contains(preprocessing.resolution) else {
            throw SemblanceError(
                .invalidArgument, "a resolution of \(preprocessing.resolution) pixels", advice: "give 1 to 4096, usually 64 or 128")
        }
        self.preprocessing = preprocessing
        self.limits = limits
    }

    /// Decodes a file's bytes and prepares the picture.
    ///
    /// - Returns: an image of resolution × resolution
    /// - Throws: `unsupported`, `tooLarge` or `undecodable`, as `ImageDecoder.decode` does.
    public func prepare(_ bytes: UnsafeRawBufferPointer) throws -> RGBImage {
        prepare(try decode(bytes))
    }

    /// Decodes a file's bytes no larger than is needed: enough for `prepare`, and for a thumbnail of 256 px.
    ///
    /// - Throws: as the other `prepare` does.
    public func decode(_ bytes: UnsafeRawBufferPointer) throws -> RGBImage {
        try ImageDecoder.decode(bytes, limits: limits, squareSide: max(preprocessing.resolution, 128))
    }

    /// Decodes a file's bytes no larger than is needed.
    public func decode(_ bytes: [UInt8]) throws -> RGBImage {
        try bytes.withUnsafeBytes { try decode($0) }
    }

    /// Decodes a file's bytes and prepares the picture; throws as the other `prepare` does.
    public func prepare(_ bytes: [UInt8]) throws -> RGBImage {
        try bytes.withUnsafeBytes { try prepare($0) }
    }

    /// Reads, decodes and prepares a file.
    ///
    /// - Throws: what reading and decoding throw, naming the file.
    public func prepare(file path: BytePath) throws -> RGBImage {
        let bytes = try FileReader.read(path, maximumBytes: limits.maximumBytes)
        return try path.named { try prepare(bytes) }
    }

    /// Prepares an upright picture that is decoded already. One that has the right size stays as it is.
    public func prepare(_ image: RGBImage) -> RGBImage {
        image.resized(width: preprocessing.resolution, height: preprocessing.resolution, from: image.centredSquare)
    }
}
