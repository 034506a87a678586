import Foundation
import SemblanceCore
import SemblanceImaging

/// `semblance serve`, as a process of its own.
final class BenchmarkServer {
    private let process: Process
    private let log: String
    private let start: ContinuousClock.Instant

    /// Starts it on a home; `waitUntilReady` says when it answers.
    ///
    /// - Throws: `unavailable` where it cannot be started.
    init(_ home: BenchmarkHome, at address: ServerAddress) throws {
        process = home.command(["serve", "--host", address.host, "--port", "\(address.port)"])
        log = home.path + "/serve.log"
        try FileWriter.write([], to: BytePath(log))
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle(forWritingAtPath: log)
        start = .now
        do {
            try process.run()
        } catch {
            throw SemblanceError(.unavailable, "the server cannot be started", detail: "\(error)")
        }
    }

    deinit { stop() }

    /// Asks `/readyz` until it says yes.
    ///
    /// - Returns: the seconds since the process was started
    /// - Throws: `unavailable` where the server ended, or is not ready after two minutes.
    func waitUntilReady(_ generator: LoadGenerator) async throws -> Double {
        let request = LoadRequest(get: "/readyz", at: generator.address)
        while true {
            let reply = try? await generator.reply(to: request)
            let seconds = start.duration(to: .now) / .seconds(1)
            if reply?.status == 200 { return seconds }
            guard process.isRunning, seconds < 120 else {
                throw SemblanceError(.unavailable, "the server did not get ready: \(lastWords)")
            }
            try await Task.sleep(for: .milliseconds(10))
        }
    }

    /// The largest resident memory so far, in bytes; nil where the process has ended.
    var peakBytes: Int? {
        let status = try? String(contentsOfFile: "/proc/\(process.processIdentifier)/status", encoding: .utf8)
        let line = status?.split(separator: "\n").first { $0.hasPrefix("VmHWM:") }
        return line?.split(separator: " ").dropLast().last.flatMap { Int($0) }.map { $0 * 1024 }
    }

    /// Asks it to end, and waits until it has.
    func stop() {
        guard process.processIdentifier > 0 else { return }
        if process.isRunning { process.terminate() }
        process.waitUntilExit()
    }

    private var lastWords: String {
        let text = (try? String(contentsOfFile: log, encoding: .utf8)) ?? ""
        return text.split(separator: "\n").last.map(String.init) ?? "it said nothing"
    }
}
