import SemblanceStorage
import ServiceLifecycle

/// Forgets now and then what nobody needs to be told any more.
struct HousekeepingService: Service {
    private static let interval = Duration.seconds(3600)

    let database: Database

    func run() async throws {
        await cancelWhenGracefulShutdown {
            while !Task.isCancelled {
                try? await Task.sleep(for: Self.interval)
                _ = try? await database.changes.prune()
            }
        }
    }
}
