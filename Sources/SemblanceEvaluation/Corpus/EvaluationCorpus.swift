import SemblanceCore
import SemblanceImaging

/// The photos of a folder that an evaluation looks at.
struct EvaluationCorpus: Sendable {
    /// The files in the byte order of their paths.
    let files: [CorpusFile]
    /// Photos outside the held-out slice; none where photos are taken from the whole corpus.
    let outside: [CorpusFile]
    private let folder: CorpusFolder
    private let limits: ImageLimits

    /// Lists a folder, leaves out what is no image by its first bytes, and chooses.
    ///
    /// - Throws: what scanning throws; `notFound` where nothing is left.
    init(folder path: BytePath, labels: LabelTable?, options: QualityOptions) throws {
        let folder = CorpusFolder(path)
        let sample = try CorpusSample(limit: options.limit, seed: options.seed)
        var found = try folder.scan().files.filter { FileReader.format(of: folder.path(of: $0)) != nil }
        if let slice = options.heldOut {
            let digests = folder.digests(of: found, maximumBytes: options.limits.maximumBytes)
            let readable = zip(found, digests).compactMap { file, digest in
                digest.map { (file: file, isHeldOut: slice.contains(sha256: $0)) }
            }
            found = readable.filter(\.isHeldOut).map(\.file)
            outside = readable.filter { !$0.isHeldOut }.map(\.file)
        } else {
            outside = []
        }
        let paths = found.map(\.path)
        let groups = labels?.values(of: LabelTable.identity, for: paths) ?? paths.map { _ in nil }
        files = sample.choose(paths, groups: groups).map { found[$0] }
        guard !files.isEmpty else {
            let part = options.heldOut.map { "the held-out share of \($0.fraction) of " } ?? ""
            let reason = options.limit != nil && !found.isEmpty ? ": no person's photos fit within the limit" : ""
            throw SemblanceError(
                .notFound, "\(part)'\(path)' holds no photos to evaluate on\(reason)",
                advice: reason.isEmpty ? "name a folder of JPEG, PNG or WebP photos" : "raise the limit")
        }
        self.folder = folder
        limits = options.limits
    }

    /// The bytes of a file; nil where it cannot be read.
    func bytes(of file: CorpusFile) -> [UInt8]? {
        try? folder.read(file, maximumBytes: limits.maximumBytes)
    }
}
