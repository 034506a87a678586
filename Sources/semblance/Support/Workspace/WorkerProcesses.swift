import Foundation
import SemblanceCore

/// Further processes of this program on this machine that work on one job; they end with it.
final class WorkerProcesses {
    private let processes: [Process]

    /// - Parameters:
    ///   - count: how many to start
    ///   - cores: how many cores each may keep busy
    /// - Throws: `unavailable` where one cannot be started
    init(count: Int, job: Int64, workspace: Workspace, cores: Int) throws {
        var environment = ProcessInfo.processInfo.environment
        environment["SEMBLANCE_HOME"] = workspace.home
        environment["SEMBLANCE_THREADS"] = "\(cores)"
        environment["SEMBLANCE_COLLECTION"] = workspace.configuration[\.collection]
        if let url = workspace.configuration[\.databaseURL] { environment["SEMBLANCE_DATABASE_URL"] = url }
        processes = (0..<max(count, 0)).map { _ in
            let process = Process()
            process.executableURL = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath()
            process.arguments = ["worker", "--job", "\(job)", "--quiet"]
            process.environment = environment
            process.standardInput = FileHandle.nullDevice
            process.standardOutput = FileHandle.nullDevice
            return process
        }
        do {
            for process in processes { try process.run() }
        } catch {
            end()
            throw SemblanceError(.unavailable, "no further worker can be started", detail: "\(error)")
        }
    }

    /// Asks those that still run to stop, and waits for them: what they have taken they give back.
    func end() {
        for process in processes where process.isRunning { process.terminate() }
        for process in processes where process.processIdentifier > 0 { process.waitUntilExit() }
    }
}
