import SemblanceServer
import SemblanceService
import SemblanceStorage
import Synchronization

/// What /metrics shows of this moment, as it was last seen.
final class ServerGauges: Sendable {
    private struct State {
        var depth = 0
        var served: [(collection: String, model: ModelReference, latents: Int)] = []
        var jobs: [ServerMetrics.JobProgress] = []
    }

    private let state = Mutex(State())

    /// Shows them.
    init(in metrics: ServerMetrics) {
        metrics.showQueueDepth { [self] in state.withLock { $0.depth } }
        metrics.showLatentsLoaded { [self] in state.withLock { $0.served.map { ($0.collection, $0.latents) } } }
        metrics.showModelVersions { [self] in
            state.withLock { $0.served.map { ($0.collection, "\($0.model.name)@\($0.model.version)") } }
        }
        metrics.showJobs { [self] in state.withLock { $0.jobs } }
    }

    /// How many uploads wait for a forward pass.
    func setDepth(_ depth: Int) { state.withLock { $0.depth = depth } }

    /// Looks at what is served, and at the jobs under way.
    func look(_ shelf: ServingShelf, _ database: Database) async throws {
        let served = await shelf.loaded.compactMap { serving in
            serving.status.version.map { (collection: serving.collection.name, model: $0.reference, latents: $0.count) }
        }
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
