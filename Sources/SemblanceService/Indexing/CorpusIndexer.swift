import Foundation
import SemblanceCore
import SemblanceImaging
import SemblanceStorage

/// Encodes a folder of photos into the database.
///
/// Files are taken in batches. Several batches are under way at once, each at another stage (reading and decoding on the cores,
/// encoding on the model's thread, storing in one transaction), so the stages overlap and memory stays bounded. A batch is in the
/// database whole or not at all, and files that are there unchanged are not read again: after a crash, running again goes on
/// where it stopped.
public struct CorpusIndexer: Sendable {
    /// How far a run is.
    public typealias ProgressHandler = @Sendable (JobProgress) -> Void

    private let database: Database
    private let collection: ImageCollection
    private let limits: ImageLimits
    private let batchesUnderWay: Int

    private static let batchSize = 64

    /// - Parameters:
    ///   - limits: what an image may cost
    ///   - cores: how many cores there are to keep busy
    public init(
        database: Database, collection: ImageCollection, limits: ImageLimits = .standard,
        cores: Int = ProcessInfo.processInfo.activeProcessorCount
    ) {
        self.database = database
        self.collection = collection
        self.limits = limits
        batchesUnderWay = max(1, cores) + 2
    }

    /// Indexes a folder: every regular file that is not hidden ends as encoded, duplicate or failed.
    ///
    /// - Parameter includes: which files count; the others are passed over
    ///
    /// The first version of a collection to complete an index begins to serve.
    ///
    /// - Throws: `incompatible` for a model without an encoder; what the folder's scan throws; `notFound` for a folder without files; what the database throws. Files that cannot
    ///   be used do not throw: they are counted and listed with the job.
    public func index(
        folder path: BytePath, record: ModelRecord, encoder: any ImageEncoder, includes: (CorpusFile) -> Bool = { _ in true },
        onProgress: @escaping ProgressHandler = { _ in }
    ) async throws -> IndexReport {
        try encoder.requireEncoder()
        let folder = CorpusFolder(try path.absolute())
        let found = try folder.scan()
        let listing = CorpusListing(files: found.files.filter(includes), failures: found.failures)
        guard !listing.files.isEmpty || !listing.failures.isEmpty else {
            throw SemblanceError(.notFound, "'\(path)' holds no files", advice: "name a folder with photos")
        }
        let job = try await database.jobs.create(
            kind: "index", collection: collection.id, model: record.id, parameters: JSONText(encoding: ["corpus": folder.path.description]))
        var run = IndexRun(
            job: job.id, total: listing.files.count + listing.failures.count, database: database, onProgress: onProgress)
        do {
            _ = try await database.jobs.start(id: job.id)
            let report = try await index(listing, of: folder, record: record, encoder: encoder, run: &run)
            if run.progress.encoded > 0 { _ = try await database.activations.activateIfNone(model: record.id, in: collection.id) }
            try await run.succeed()
            return report
        } catch {
            await run.end(with: error)
            throw error
        }
    }

    private func index(
        _ listing: CorpusListing, of folder: CorpusFolder, record: ModelRecord, encoder: any ImageEncoder, run: inout IndexRun
    ) async throws -> IndexReport {
        let clock = ContinuousClock()
        let start = clock.now
        let stages = StageClock()
        let known = try await database.images.knownSources(in: collection.id, model: record.id)
        var toRead: [CorpusFile] = []
        for file in listing.files {
            if let source = known[folder.path(of: file).bytes], source.fingerprint == SourceFingerprint(file) {
                run.count(unchanged: source)
            } else {
                toRead.append(file)
            }
        }
        try await run.note(listing.failures.map { JobFailure($0.error, source: folder.path.appending($0.path)) })

        let reader = ImageReader(folder: folder, preprocessor: try Preprocessor(record.model.preprocessing, limits: limits), clock: stages)
        let batch = IndexBatch(reader: reader, encoder: encoder, database: database, collection: collection.id, model: record.id)
        try await withThrowingTaskGroup(of: IndexBatch.Outcome.self) { group in
            var waiting = stride(from: 0, to: toRead.count, by: Self.batchSize).map { toRead[$0..<min($0 + Self.batchSize, toRead.count)] }[
                ...]
            for _ in 0..<batchesUnderWay {
                guard let files = waiting.popFirst() else { break }
                group.addTask { try await batch.run(files) }
            }
            var failure: (any Error)?
            while let result = await group.nextResult() {
                do {
                    try await run.add(result.get())
                    if failure == nil, let files = waiting.popFirst() { group.addTask { try await batch.run(files) } }
                } catch {
                    // The other batches end too, but what they have stored by then still counts.
                    if failure == nil { failure = error }
                    group.cancelAll()
                }
            }
            if let failure { throw failure }
        }
        let seconds = start.duration(to: clock.now) / .seconds(1)
        return IndexReport(
            job: run.job, model: ModelReference(record), total: run.progress.total, encoded: run.progress.encoded,
            duplicates: run.progress.duplicates, failed: run.progress.failed, unchanged: run.unchanged,
            imagesPerSecond: Double(toRead.count) / max(seconds, 1e-9), seconds: seconds, stages: stages.perImage(toRead.count))
    }
}
