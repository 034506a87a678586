import SemblanceServer
import SemblanceStorage
import Synchronization

/// How far the jobs are that are under way, as of the last look.
final class RunningJobs: Sendable {
    private let last = Mutex<[ServerMetrics.JobProgress]>([])

    /// For metrics.
    var progress: [ServerMetrics.JobProgress] { last.withLock { $0 } }

    /// Looks at the database.
    func look(_ database: Database) async throws {
        let running = try await database.jobs.unfinished().map { job in
            ServerMetrics.JobProgress(
                id: job.id, kind: job.kind, ratio: Double(job.progress.done) / Double(max(job.progress.total, 1)))
        }
        last.withLock { $0 = running }
    }
}
