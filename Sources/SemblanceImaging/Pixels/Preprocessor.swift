import SemblanceCore

/// The one piece of code that makes a network's input of an image, be it a training image, an indexed one or an upload.
///
/// Steps of version 1: decode (a JPEG halved by its inverse DCT as long as twice the resolution and 256 px remain), EXIF orientation,
/// alpha onto white, the largest centred square, and the antialiased resize of `RGBImage.resized`. Version 2 takes the frame of the largest face
/// (`FaceFrame`), and the centred square where none is found; JPEGs keep more pixels, because a face is a part of them. Equal bytes give
/// equal pixels.
public struct Preprocessor: Sendable {
    /// The steps and the resolution.
    public let preprocessing: Preprocessing
    /// What an image may cost, and how small it may be.
    public let limits: ImageLimits
    /// Who finds faces; nil where nobody has to.
    private let faces: (any FaceFinding)?

    /// - Parameters:
    ///   - preprocessing: the steps and the resolution
    ///   - limits: what an image may cost, and how small it may be
    ///   - faces: who finds faces, where they are to be framed
    /// - Throws: `incompatible` for steps that this build does not know, and for faces that nobody finds; `invalidArgument` for a resolution
    ///   outside 1 … 4096.
    public init(
        _ preprocessing: Preprocessing, limits: ImageLimits = .standard, faces: (any FaceFinding)? = FaceFinders.installed
    ) throws {
        try preprocessing.validate()
        guard preprocessing.crop == .center || faces != nil else {
            throw SemblanceError(
                .incompatible, "the model sees faces cut out of their photos, and this program cannot find faces",
                advice: "install a FaceFinding, as the semblance command does")
        }
        guard (1...4096).contains(preprocessing.resolution) else {
            throw SemblanceError(
                .invalidArgument, "a resolution of \(preprocessing.resolution) pixels", advice: "give 1 to 4096, usually 64 or 128")
        }
        self.preprocessing = preprocessing
        self.limits = limits
        self.faces = preprocessing.crop == .face ? faces : nil
    }

    /// Decodes a file's bytes and prepares the picture.
    ///
    /// - Returns: an image of resolution × resolution
    /// - Throws: `unsupported`, `tooLarge` or `undecodable`, as `ImageDecoder.decode` does.
    public func prepare(_ bytes: UnsafeRawBufferPointer) throws -> RGBImage {
        try prepare(decode(bytes))
    }

    /// Decodes a file's bytes no larger than is needed: enough for `prepare`, and for a thumbnail of 256 px.
    ///
    /// - Throws: as the other `prepare` does.
    public func decode(_ bytes: UnsafeRawBufferPointer) throws -> RGBImage {
        try ImageDecoder.decode(bytes, limits: limits, squareSide: decodedSide)
    }

    /// The side that decoding is asked for, which leaves twice as much. Of a face that is found, the frame has at least a fifth of the photo.
    private var decodedSide: Int {
        switch preprocessing.crop {
        case .center: max(preprocessing.resolution, 128)
        case .face: max(preprocessing.resolution * 3, 320)
        }
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

    /// Prepares an upright picture that is decoded already. One that has the right size stays as it is, unless a face is to be framed in it.
    ///
    /// - Throws: what looking for faces throws
    public func prepare(_ image: RGBImage) throws -> RGBImage { try photo(of: image).image }

    /// Prepares an upright picture that is decoded already, and says what was found.
    ///
    /// - Throws: what looking for faces throws
    public func photo(of image: RGBImage) throws -> PreparedPhoto {
        let side = preprocessing.resolution
        let found = try faces?.faces(in: image)
        // The first of those that are equally large.
        guard let face = found?.max(by: { $0.side < $1.side }) else {
            return PreparedPhoto(image: image.resized(width: side, height: side, from: image.centredSquare), faces: found?.count)
        }
        return PreparedPhoto(image: image.resizedRepeatingEdges(side: side, from: FaceFrame.rectangle(of: face)), faces: found?.count)
    }
}
