import SemblanceCore
import SemblanceImaging

/// The photos of a folder: whatever is an image by its first bytes.
public struct FolderPhotos: TrainingPhotos {
    private let folder: CorpusFolder
    private let files: [CorpusFile]
    private let preprocessor: Preprocessor

    /// As the protocol says: names and sizes.
    public let fingerprint: CorpusFingerprint

    /// Lists a folder.
    ///
    /// - Parameters:
    ///   - preprocessing: how photos are prepared
    ///   - limits: what an image may cost; those beyond are not learned from
    ///   - includes: which files count at all
    /// - Throws: what scanning throws
    public init(
        _ path: BytePath, preprocessing: Preprocessing, limits: ImageLimits = .standard, includes: (CorpusFile) -> Bool = { _ in true }
    ) throws {
        let folder = CorpusFolder(path)
        preprocessor = try Preprocessor(preprocessing, limits: limits)
        files = try folder.scan().files.filter { includes($0) && FileReader.format(of: folder.path(of: $0)) != nil }
        fingerprint = CorpusFingerprint(folder: path, files: files)
        self.folder = folder
    }

    /// As the protocol says.
    public var count: Int { files.count }

    /// As the protocol says.
    public var place: String { "'\(folder.path)'" }

    /// Where a photo lies within the folder.
    public func path(at index: Int) -> BytePath { files[index].path }

    /// As the protocol says; reads all of them.
    public func heldOutPositions() -> [Double?] {
        folder.digests(of: files, maximumBytes: preprocessor.limits.maximumBytes).map { $0.map(HeldOutSlice.position(ofSHA256:)) }
    }

    /// As the protocol says.
    public func prepared(at index: Int) throws -> RGBImage {
        try preprocessor.prepare(folder.read(files[index], maximumBytes: preprocessor.limits.maximumBytes))
    }
}
