import SemblanceCore
import SemblanceImaging
import SemblanceStorage

/// What happens to a few dozen files at a time.
struct IndexBatch: Sendable {
    let reader: ImageReader
    let encoder: any ImageEncoder
    let database: Database
    let collection: Int64
    let model: Int64

    /// What became of a batch.
    struct Outcome: Sendable {
        var encoded = 0
        var duplicates = 0
        var failures: [JobFailure] = []
    }

    /// Reads, encodes and stores; a file that cannot be used is a failure of its own, and the others go on.
    func run(_ files: ArraySlice<CorpusFile>) async throws -> Outcome {
        var outcome = Outcome()
        var images: [ReadImage] = []
        for file in files {
            try Task.checkCancellation()
            do {
                images.append(try reader.read(file))
            } catch let error as SemblanceError {
                outcome.failures.append(JobFailure(error, source: reader.folder.path(of: file)))
            }
        }
        guard !images.isEmpty else { return outcome }
        let latents = try await encoder.encode(images.map(\.prepared))
        let stored = try await database.images.store(
            batch: zip(images, latents).map { $0.stored(with: $1) }, collection: collection, model: model)
        for image in stored {
            if image.isDuplicate { outcome.duplicates += 1 } else { outcome.encoded += 1 }
        }
        return outcome
    }
}

/// The count of a run, kept in its job.
struct IndexRun {
    let job: Int64
    private(set) var progress: JobProgress
    private(set) var unchanged = 0
    private let database: Database
    private let onProgress: CorpusIndexer.ProgressHandler

    init(job: Int64, total: Int, database: Database, onProgress: @escaping CorpusIndexer.ProgressHandler) {
        self.job = job
        self.database = database
        self.onProgress = onProgress
        progress = JobProgress(total: total)
    }

    /// A file that is in the database as it is counts again as what it was.
    mutating func count(unchanged source: KnownSource) {
        unchanged += 1
        if source.isDuplicate { progress.duplicates += 1 } else { progress.encoded += 1 }
    }

    mutating func add(_ outcome: IndexBatch.Outcome) async throws {
        progress.encoded += outcome.encoded
        progress.duplicates += outcome.duplicates
        try await note(outcome.failures)
    }

    /// - Throws: `CancellationError` when somebody took the job back.
    mutating func note(_ failures: [JobFailure]) async throws {
        progress.failed += failures.count
        if !failures.isEmpty { try await database.jobs.add(failures: failures, to: job) }
        onProgress(progress)
        guard try await database.jobs.update(id: job, progress: progress) != .cancelled else { throw CancellationError() }
    }
}

extension JobFailure {
    /// Why a file could not be used; the codes are those of `SemblanceError`.
    init(_ error: SemblanceError, source: BytePath) {
        // A file that vanished between the listing and the reading cannot be read any more.
        let code = error.code == .notFound ? SemblanceError.Code.unreadable : error.code
        self.init(source: source.bytes, code: code.description, message: error.description)
    }
}
