import SemblanceCore
import SemblanceImaging

/// A photo to ask with.
public struct QueryPhoto: Sendable {
    /// As it is shown.
    public let info: ImageInfo
    /// As the encoder wants it.
    public let prepared: RGBImage
    /// How many faces were found in it, the largest of which is asked with; nil where nobody looked for them.
    public let faces: Int?
    /// How long reading and decoding took.
    public let milliseconds: Double

    /// A photo that is decoded already.
    public init(info: ImageInfo, prepared: RGBImage, faces: Int? = nil, milliseconds: Double = 0) {
        self.info = info
        self.prepared = prepared
        self.faces = faces
        self.milliseconds = milliseconds
    }

    /// Decodes a photo as it is decoded for the index.
    ///
    /// - Throws: what decoding throws
    public init(_ bytes: [UInt8], by preprocessor: Preprocessor) throws {
        let stopwatch = Stopwatch()
        info = try ImageDecoder.info(of: bytes)
        let photo = try preprocessor.photo(of: preprocessor.decode(bytes))
        (prepared, faces) = (photo.image, photo.faces)
        milliseconds = stopwatch.milliseconds
    }

    /// Reads a photo from a file.
    ///
    /// - Throws: what reading and decoding throw, naming the file
    public init(file path: BytePath, by preprocessor: Preprocessor) throws {
        let bytes = try FileReader.read(path, maximumBytes: preprocessor.limits.maximumBytes)
        self = try path.named { try QueryPhoto(bytes, by: preprocessor) }
    }
}
