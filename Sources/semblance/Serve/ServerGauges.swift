import SemblanceServer
import SemblanceService
import SemblanceStorage
import Synchronization

/// What /metrics shows of this moment, as it was last seen.
final class ServerGauges: Sendable {
    private struct State {
        var depth = 0
        var served: [ServingCollection] = []
        var jobs: [ServerMetrics.JobProgress] = []
    }

    private let state = Mutex(State())

    /// Shows them.
    init(in metrics: ServerMetrics) {
        metrics.showQueueDepth { [self] in state.withLock { $0.depth } }
        metrics.showLatentsLoaded { [self] in versions.map { ($0, $1.count) } }
        metrics.showModelVersions { [self] in versions.map { ($0, "\($1.reference.name)@\($1.reference.version)") } }
        metrics.showIndexes { [self] in state.withLock { $0.served } }
        metrics.showJobs { [self] in state.withLock { $0.jobs } }
    }

    /// The versions that serve, with their collections' names.
    private var versions: [(String, ServingVersion)] {
        state.withLock { $0.served }.compactMap { serving in serving.status.version.map { (serving.collection.name, $0) } }
    }

    /// How many uploads wait for a forward pass.
    func setDepth(_ depth: Int) { state.withLock { $0.depth = depth } }

    /// Looks at what is served, and at the jobs under way.
    func look(_ shelf: ServingShelf, _ database: Database) async throws {
        let served = await shelf.loaded
        let jobs = try await database.jobs.unfinished().map { job in
            ServerMetrics.JobProgress(
                id: job.id, kind: job.kind, ratio: Double(job.progress.done) / Double(max(job.progress.total, 1)))
        }
        state.withLock { state in
            state.served = served
            state.jobs = jobs
        }
    }
}
