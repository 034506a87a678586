import SemblanceService
import ServiceLifecycle

/// Follows the database as long as the server runs.
struct FollowerService: Service {
    let follower: DatabaseFollower

    func run() async throws {
        await cancelWhenGracefulShutdown { await follower.run() }
    }
}
