import Foundation
import SemblanceCore

/// Further processes of this program on this machine that work on queued jobs.
final class WorkerProcesses: Sendable {
    /// How long those that are asked to stop may take to give back what they have taken.
    private static let patience = Duration.seconds(10)

    private let processes: [Process]
    /// Held open as long as this process lives: a worker that is attached ends when its own closes.
    private let lifelines: [Pipe]

    /// - Parameters:
    ///   - count: how many to start
    ///   - job: the job that they work on and end with; nil for whatever is in the queue, until this process ends, and behind its work
    ///   - cores: how many cores each may keep busy
    /// - Throws: `unavailable` where one cannot be started
    init(count: Int, job: Int64?, workspace: Workspace, cores: Int) throws {
        var environment = ProcessInfo.processInfo.environment
        environment["SEMBLANCE_HOME"] = workspace.home
        environment["SEMBLANCE_THREADS"] = "\(cores)"
        environment["SEMBLANCE_COLLECTION"] = workspace.configuration[\.collection]
        if let url = workspace.configuration[\.databaseURL] { environment["SEMBLANCE_DATABASE_URL"] = url }
        lifelines = job == nil ? (0..<max(count, 0)).map { _ in Pipe() } : []
        processes = (0..<max(count, 0)).map { [lifelines] place in
            let process = Process()
            process.executableURL = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath()
            process.arguments = ["worker", "--quiet"] + (job.map { ["--job", "\($0)"] } ?? ["--attached"])
            process.environment = environment
            process.standardInput = job == nil ? lifelines[place] : FileHandle.nullDevice
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

    /// Asks those that still run to stop, and waits for them: what they have taken they give back. One that does not hear is killed.
    func end() {
        for lifeline in lifelines { try? lifeline.fileHandleForWriting.close() }
        for process in processes where lifelines.isEmpty && process.isRunning { process.terminate() }
        let deadline = ContinuousClock.now + Self.patience
        while processes.contains(where: \.isRunning), .now < deadline { usleep(20_000) }
        for process in processes where process.isRunning { kill(process.processIdentifier, SIGKILL) }
        for process in processes where process.processIdentifier > 0 { process.waitUntilExit() }
    }

    /// Waits until one of them has ended, and ends the others; all of them where the task is cancelled.
    func run() async {
        while !Task.isCancelled, processes.allSatisfy(\.isRunning) { try? await Task.sleep(for: .milliseconds(200)) }
        end()
    }
}
