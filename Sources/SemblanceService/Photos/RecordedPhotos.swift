import Crypto
import SemblanceCore
import SemblanceImaging
import SemblanceStorage

/// The photos behind images of the database, read again from where they were found: files, members of tars, uploads.
///
/// What is handed out is what was indexed: bytes of another SHA-256 are not, whatever they are called.
public struct RecordedPhotos: Sendable {
    private let database: Database
    private let maximumBytes: Int

    /// How many images are best asked for at a time: their bytes are in memory together.
    public static let batchSize = 128

    /// - Parameter limits: what an image may cost
    public init(database: Database, limits: ImageLimits = .standard) {
        self.database = database
        maximumBytes = limits.maximumBytes
    }

    /// The bytes of some images. Blocks on the file system.
    ///
    /// - Returns: for every image its bytes, or why there are none: `notFound` where no file is left that had them, `conflict` where files
    ///   hold other bytes now, `unreadable`. The error names the last place that was tried
    /// - Throws: what the database throws; `CancellationError`
    public func contents(of images: [RecordedImage]) async throws -> [Int64: Result<[UInt8], SemblanceError>] {
        let wanted = Dictionary(images.map { ($0.id, $0.sha256) }) { first, _ in first }
        var found: [Int64: Result<[UInt8], SemblanceError>] = [:]
        let sources = try await database.images.recordedSources(of: Array(wanted.keys))
        let files = sources.filter { !$0.isUpload }
        for (image, bytes) in try await database.uploads.bytes(ofImages: Set(sources.filter(\.isUpload).map(\.image)).sorted()) {
            found[image] = .success(bytes)
        }
        // A place for each image at a time: most have one, and what was found is not read again.
        var rest = files
        while !rest.isEmpty {
            try Task.checkCancellation()
            var (round, later): ([RecordedSource], [RecordedSource]) = ([], [])
            var taken: Set<Int64> = []
            for source in rest {
                if case .success = found[source.image] { continue }
                if taken.insert(source.image).inserted { round.append(source) } else { later.append(source) }
            }
            try read(round, wanted, into: &found)
            rest = later
        }
        for id in wanted.keys where found[id] == nil {
            found[id] = .failure(SemblanceError(.notFound, "the image \(id) is not in the database any more"))
        }
        return found
    }

    private func read(
        _ sources: [RecordedSource], _ wanted: [Int64: [UInt8]], into found: inout [Int64: Result<[UInt8], SemblanceError>]
    ) throws {
        let images = Dictionary(sources.map { (BytePath(bytes: $0.source), $0.image) }) { first, _ in first }
        let entries = sources.map { CorpusEntry($0) }
        // A file that was indexed through a link is read through it again.
        try CorpusReader.read(entries, maximumBytes: maximumBytes, followsLinks: true) { entry, result in
            try Task.checkCancellation()
            guard let image = images[entry.source] else { return }
            switch result {
            case .success(let content) where Array(SHA256.hash(data: content.bytes)) == wanted[image]:
                found[image] = .success(content.bytes)
            case .success:
                found[image] = .failure(
                    SemblanceError(.conflict, "\(entry.source): holds other bytes than when it was indexed", advice: "index it again"))
            case .failure(let error): found[image] = .failure(error)
            }
        }
    }
}

extension CorpusEntry {
    /// A place that is known by its path alone.
    fileprivate init(_ source: RecordedSource) {
        let path = BytePath(bytes: source.source)
        self.init(source: path, name: path.lastComponent, size: 0, modified: 0, inode: 0, archiveLength: source.archiveLength)
    }
}
