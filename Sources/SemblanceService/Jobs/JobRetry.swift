import SemblanceCore
import SemblanceStorage

/// Queues jobs that have ended once more: the failed inputs of indexing and those that nobody took, and a retraining from where it stopped.
public struct JobRetry: Sendable {
    private let database: Database

    /// Jobs of a database.
    public init(database: Database) { self.database = database }

    /// Queues a job again; it keeps its number.
    ///
    /// - Throws: `notFound`; `conflict` for a job that is under way, where there is nothing to retry, and where its version is gone
    public func retry(_ job: Job) async throws -> Job {
        if job.kind == RetrainRequest.jobKind { return try await database.stagedJobs.retry(job.id) }
        guard job.modelID != nil else {
            throw SemblanceError(.conflict, "the model version of the job \(job.id) was deleted", advice: "index with another one")
        }
        return try await database.plans.retry(job: job.id)
    }
}
