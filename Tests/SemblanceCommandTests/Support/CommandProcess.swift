import Foundation
import Glibc
import SemblanceCore
import Synchronization

/// A run of the built binary. Its output is read through pipes to their ends, so that a child that keeps one open is noticed.
final class CommandProcess: Sendable {
    private let process: Process
    private let handles: [FileHandle]
    private let texts = Mutex<[[UInt8]]>([[], []])

    /// - Parameters:
    ///   - path: the program
    ///   - folder: its current folder
    init(_ path: String, _ arguments: [String], environment: [String: String], folder: String) throws {
        let (outputPipe, errorPipe) = (Pipe(), Pipe())
        process = Process()
        process.executableURL = URL(fileURLWithPath: path)
        process.arguments = arguments
        process.environment = environment
        process.currentDirectoryURL = URL(fileURLWithPath: folder, isDirectory: true)
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = outputPipe
        process.standardError = errorPipe
        handles = [outputPipe.fileHandleForReading, errorPipe.fileHandleForReading]
        try process.run()
    }

    /// The process's number.
    var pid: pid_t { process.processIdentifier }

    /// Whether it has not ended yet.
    var isRunning: Bool { process.isRunning }

    /// Standard output so far, as long as somebody waits for the outcome.
    var output: String { text(0) }

    /// Standard error so far, as long as somebody waits for the outcome.
    var errors: String { text(1) }

    /// Sends a signal, as Ctrl-C does.
    func send(_ signal: Int32) { kill(process.processIdentifier, signal) }

    /// Waits for the end of the process and of both pipes, on a thread that may wait.
    ///
    /// - Throws: `unavailable` after `seconds`; the process is killed then.
    func outcome(within seconds: Double) async throws -> CommandOutcome {
        try await withCheckedThrowingContinuation { continuation in
            Thread.detachNewThread { continuation.resume(with: Result { try self.wait(seconds: seconds) }) }
        }
    }

    private func wait(seconds: Double) throws -> CommandOutcome {
        let deadline = ContinuousClock.now + .seconds(seconds)
        let descriptors = handles.map(\.fileDescriptor)
        var open = Array(descriptors.indices)
        while !open.isEmpty {
            let left = (deadline - .now) / .milliseconds(1)
            var polled = open.map { pollfd(fd: descriptors[$0], events: Int16(POLLIN), revents: 0) }
            guard left > 0, poll(&polled, nfds_t(polled.count), Int32(left)) != 0 else {
                send(SIGKILL)
                throw SemblanceError(
                    .unavailable, "the command or a child of it holds its output open after \(seconds) s: \(output)\(errors)")
            }
            for (index, entry) in zip(open, polled) where entry.revents != 0 {
                var buffer = [UInt8](repeating: 0, count: 1 << 16)
                let count = read(entry.fd, &buffer, buffer.count)
                if count > 0 { texts.withLock { $0[index] += buffer[..<count] } } else { open.removeAll { $0 == index } }
            }
        }
        process.waitUntilExit()
        let signal: Int32 = process.terminationReason == .uncaughtSignal ? 128 : 0
        return CommandOutcome(status: signal + process.terminationStatus, output: output, errors: errors)
    }

    private func text(_ index: Int) -> String { texts.withLock { String(decoding: $0[index], as: UTF8.self) } }
}
