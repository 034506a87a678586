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
    ///   - onWords: is told what they say; without it that goes where this process's own words go
    /// - Throws: `unavailable` where one cannot be started
    init(count: Int, job: Int64?, workspace: Workspace, cores: Int, onWords: (@Sendable (String) -> Void)? = nil) throws {
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
            if let onWords { process.standardError = Self.pipe(to: onWords) }
            return process
        }
        do {
            for process in processes { try process.run() }
        } catch {
            end()
            throw SemblanceError(.unavailable, "no further worker can be started", detail: "\(error)")
        }
    }

    /// A pipe whose reader passes on what comes, a line at a time.
    private static func pipe(to onWords: @escaping @Sendable (String) -> Void) -> Pipe {
        let pipe = Pipe()
        Thread.detachNewThread { [reader = pipe.fileHandleForReading] in
            var rest = Data()
            while case let data = reader.availableData, !data.isEmpty {
                rest += data
                while let end = rest.firstIndex(of: UInt8(ascii: "\n")) {
                    onWords(String(decoding: rest[..<end], as: UTF8.self))
                    rest = Data(rest[(end + 1)...])
                }
            }
        }
        return pipe
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
