import SemblanceCore
import SemblanceImaging
import SemblanceStorage

/// The count of a run, kept in its job.
struct IndexRun: Sendable {
    let job: Int64
    private(set) var progress: JobProgress
    private(set) var unchanged = 0
    /// Failures that are counted and not yet listed with the job.
    private var unlisted: [JobFailure] = []
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

    /// Counts a batch; see `note` for what it throws.
    mutating func add(_ outcome: IndexBatch.Outcome) async throws {
        progress.encoded += outcome.encoded
        progress.duplicates += outcome.duplicates
        try await note(outcome.failures)
    }

    /// Counts failures, and tells the watcher and the job how far the run is.
    ///
    /// - Throws: `CancellationError` when somebody took the job back; what the database throws. It is all counted before.
    mutating func note(_ failures: [JobFailure]) async throws {
        progress.failed += failures.count
        unlisted += failures
        onProgress(progress)
        if !unlisted.isEmpty {
            try await database.jobs.add(failures: unlisted, to: job)
            unlisted = []
        }
        guard try await database.jobs.update(id: job, progress: progress) != .cancelled else { throw CancellationError() }
    }

    /// Ends the job of a run that went through.
    func succeed() async throws {
        try await database.jobs.finish(id: job, state: .succeeded, progress: progress)
    }

    /// Ends the job of a run that did not, also where the task is cancelled; a database that is gone is left alone.
    func end(with error: any Error) async {
        let isCancelled = error is CancellationError || (error as? SemblanceError)?.code == .cancelled
        let message = isCancelled ? "the run was cancelled" : "\(error)"
        _ = try? await uncancelled {
            try await database.jobs.add(failures: unlisted, to: job)
            try await database.jobs.finish(id: job, state: isCancelled ? .cancelled : .failed, progress: progress, message: message)
        }
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
