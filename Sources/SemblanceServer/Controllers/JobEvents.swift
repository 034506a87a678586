import Foundation
import Hummingbird
import NIOCore
import SemblanceService
import SemblanceStorage
import ServiceLifecycle

/// What happens to a job, as server-sent events: `progress` whenever it moved, `end` once it has ended.
struct JobEvents: Sendable {
    /// How often the job is looked at.
    private static let interval = Duration.milliseconds(500)
    /// How many looks may pass without a word, so that nobody takes the connection for dead.
    private static let silence = 30

    let database: Database
    let job: Int64

    /// Writes until the job has ended, the client is gone, or the server is about to end.
    func write(to writer: inout any ResponseBodyWriter) async throws {
        // A stream that nobody ends would hold up the end of the server.
        for try await event in events.cancelOnGracefulShutdown() { try await writer.write(event) }
    }

    private var events: AsyncThrowingStream<ByteBuffer, any Error> {
        AsyncThrowingStream { stream in
            let task = Task {
                do {
                    try await watch { stream.yield($0) }
                    stream.finish()
                } catch {
                    stream.finish(throwing: error)
                }
            }
            stream.onTermination = { _ in task.cancel() }
        }
    }

    private func watch(_ say: (ByteBuffer) -> Void) async throws {
        var last: ByteBuffer?
        var quiet = 0
        while let job = try await database.jobs.find(id: job) {
            let event = try Self.event(job)
            if event != last {
                say(event)
                (last, quiet) = (event, 0)
            } else {
                quiet += 1
                if quiet.isMultiple(of: Self.silence) { say(ByteBuffer(string: ": still here\n\n")) }
            }
            if job.state.isFinal { return }
            try await Task.sleep(for: Self.interval)
        }
    }

    private static func event(_ job: Job) throws -> ByteBuffer {
        let data = try JSONEncoder.api.encode(JobReply(job))
        var buffer = ByteBuffer(string: "event: \(job.state.isFinal ? "end" : "progress")\ndata: ")
        buffer.writeBytes(data)
        buffer.writeString("\n\n")
        return buffer
    }
}
