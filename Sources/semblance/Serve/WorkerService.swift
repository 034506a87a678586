import Foundation
import Logging
import SemblanceCore
import ServiceLifecycle

/// Processes that work on queued jobs beside the server, behind it where cores are short. One that dies is started again.
struct WorkerService: Service {
    let count: Int
    let workspace: Workspace
    let logger: Logger

    /// How long to wait before a worker that ended is started again.
    private static let pause = Duration.seconds(2)

    func run() async throws {
        guard count > 0 else { return try await gracefulShutdown() }
        try await cancelWhenGracefulShutdown {
            while !Task.isCancelled {
                do {
                    let workers = try WorkerProcesses(count: count, job: nil, workspace: workspace, cores: workspace.cores) { [logger] in
                        logger.warning("a worker said something", metadata: ["words": "\($0)"])
                    }
                    await workers.run()
                } catch let error as SemblanceError {
                    logger.error("no worker can be started", metadata: ["reason": "\(error.debugDescription)"])
                }
                try? await Task.sleep(for: Self.pause)
            }
        }
    }
}
