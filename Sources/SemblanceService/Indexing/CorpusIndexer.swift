import Foundation
import SemblanceCore
import SemblanceImaging
import SemblanceStorage

/// Encodes a corpus into the database.
///
/// The corpus is listed and compared with what is known of it; what is new becomes units of a job, which this and any other worker take.
/// Files that are in the database unchanged are not read again: after a crash, running again goes on where it stopped.
public struct CorpusIndexer: Sendable {
    /// How far a run is.
    public typealias ProgressHandler = @Sendable (JobProgress) -> Void

    private let database: Database
    private let collection: ImageCollection
    private let encoders: EncoderShelf
    private let options: JobWorker.Options

    /// - Parameters:
    ///   - encoders: where the encoder comes from, once something is to be encoded
    ///   - options: how the worker within behaves
    public init(database: Database, collection: ImageCollection, encoders: EncoderShelf, options: JobWorker.Options = .init()) {
        self.database = database
        self.collection = collection
        self.encoders = encoders
        self.options = options
    }

    /// Lists a corpus and puts what is to be done into the queue.
    ///
    /// - Parameter onListed: called now and then with the number of files found so far
    /// - Throws: `notFound` for a corpus without files; what listing throws; what the database throws
    public func plan(
        _ corpus: CorpusSource, model: Int64, _ index: IndexOptions = IndexOptions(), onListed: @escaping @Sendable (Int) -> Void = { _ in }
    ) async throws -> Job {
        let parameters = IndexParameters(
            corpus: corpus.places.map(\.description), followsLinks: corpus.followsLinks, prunes: index.prunes)
        let request = IndexRequest(
            collection: collection.id, model: model, parameters: try JSONText(encoding: parameters), retriesFailures: index.retriesFailures)
        // A plan whose answer was lost is found again.
        return try await Patience(database, seconds: options.patienceSeconds)() {
            try await database.plans.plan(
                request, files: { try Self.list(corpus, index, onListed, $0) }, metadata: index.metadata.map(Self.rows))
        }
    }

    /// Puts into the queue what a model version lacks of everything that the collection knows: files, members of tars and uploads, read again
    /// from where they were found. Nothing is listed, and nothing vanishes: what is gone fails, with its name.
    public func planKnown(model: Int64, retriesFailures: Bool = false) async throws -> Job {
        let request = IndexRequest(
            collection: collection.id, model: model, parameters: try JSONText(encoding: IndexParameters.everythingKnown),
            retriesFailures: retriesFailures)
        return try await Patience(database, seconds: options.patienceSeconds)() {
            try await database.plans.plan(request, files: { _ in })
        }
    }

    private static func rows(of table: MetadataTable) -> @Sendable (_ add: ([UInt8], JSONText) throws -> Void) throws -> Void {
        { add in try table.forEachRow { try add($0, JSONText(String(decoding: $1, as: UTF8.self))) } }
    }

    /// Indexes a corpus: every file ends as encoded, duplicate or failed.
    ///
    /// The first version of a collection to complete an index begins to serve.
    ///
    /// - Throws: what `plan` throws; what encoding and the database throw; `CancellationError` where somebody cancelled the job. Files
    ///   that cannot be used do not throw: they are counted and listed with the job.
    public func index(
        _ corpus: CorpusSource, record: ModelRecord, _ index: IndexOptions = IndexOptions(),
        onListed: @escaping @Sendable (Int) -> Void = { _ in }, onProgress: @escaping ProgressHandler = { _ in }
    ) async throws -> IndexReport {
        let start = ContinuousClock.now
        let job = try await plan(corpus, model: record.id, index, onListed: onListed)
        return try await run(job, record: record, since: start, onProgress: onProgress)
    }

    /// Works on a job that is in the queue until it has ended.
    ///
    /// - Parameter start: since when its time counts
    public func run(
        _ job: Job, record: ModelRecord, since start: ContinuousClock.Instant = .now, onProgress: @escaping ProgressHandler = { _ in }
    ) async throws -> IndexReport {
        onProgress(job.progress)
        let clock = StageClock()
        do {
            let worker = JobWorker(database: database, encoders: encoders, options: options, clock: clock)
            let ended = try await worker.work(on: job.id) { onProgress($0.progress) }
            if ended.state == .cancelled { throw CancellationError() }
            guard ended.state == .succeeded else {
                throw SemblanceError(.conflict, "the job \(job.id) ended early: \(ended.message ?? ended.state.rawValue)")
            }
            let seconds = start.duration(to: .now) / .seconds(1)
            return IndexReport(ended, record: record, taken: ended.progress.total - job.progress.done, seconds: seconds, clock: clock)
        } catch {
            let isCancelled = error is CancellationError || (error as? SemblanceError)?.code == .cancelled
            let message = isCancelled ? "the run was cancelled" : "\(error)"
            _ = try? await uncancelled {
                try await database.jobs.end(id: job.id, state: isCancelled ? .cancelled : .failed, message: message)
            }
            throw error
        }
    }

    /// Hands every file of a corpus to `add`; blocks on the file system.
    ///
    /// - Throws: `notFound` for a corpus without files; what listing and `add` throw; `CancellationError`
    static func list(
        _ corpus: CorpusSource, _ index: IndexOptions, _ onListed: (Int) -> Void, _ add: (ListedItem) throws -> Void
    ) throws {
        var (count, failures) = (0, 0)
        try corpus.forEach { item in
            try Task.checkCancellation()
            switch item {
            case .entry(let entry):
                guard index.includes(entry) else { return }
                try add(.file(ListedFile(entry)))
                count += 1
                if count.isMultiple(of: 4096) { onListed(count) }
            case .failure(let failure):
                let isGone = failure.error.code == .notFound
                try add(.failure(JobFailure(failure.error, source: failure.path.bytes), isGone: isGone))
                failures += 1
            case .covers(let path): try add(.covers(path.bytes))
            }
        }
        // A disk that is not mounted is an empty folder: it must not look as if every photo had been removed.
        guard count > 0 || failures > 0 && !index.prunes else {
            let places = corpus.places.map { "'\($0)'" }.joined(separator: ", ")
            throw SemblanceError(.notFound, "\(places) holds no files", advice: "name a folder with photos")
        }
    }
}

extension ListedFile {
    /// A file as the storage wants it.
    init(_ entry: CorpusEntry) {
        self.init(
            source: entry.source.bytes, archiveLength: Int32(entry.archiveLength), position: entry.position, name: entry.name.bytes,
            fingerprint: SourceFingerprint(byteSize: entry.size, modifiedNanoseconds: entry.modified, inode: entry.inode))
    }
}
