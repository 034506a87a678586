import Foundation
import SemblanceCore

/// What ties a worker to the server that started it.
enum Attachment {
    /// Works until standard input ends, as it does when the one that holds the other end wants it to or dies, however it dies; and leaves
    /// the cores to other work where they are short.
    ///
    /// A signal would be lost before anybody listens for it: a server ignores those that it handles, and its children begin likewise.
    static func work(_ body: @escaping @Sendable () async throws -> Void) async throws {
        // On Linux a thread has a niceness of its own, and hands it on to those that it starts.
        for task in (try? FileManager.default.contentsOfDirectory(atPath: "/proc/self/task")) ?? [] {
            if let thread = id_t(task) { setpriority(__priority_which_t(PRIO_PROCESS.rawValue), thread, 10) }
        }
        let (words, end) = AsyncStream.makeStream(of: Never.self)
        Thread.detachNewThread {
            while case let data = FileHandle.standardInput.availableData, !data.isEmpty {}
            end.finish()
        }
        do {
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask { try await body() }
                group.addTask { for await _ in words {} }
                defer { group.cancelAll() }
                try await group.next()
            }
        } catch is CancellationError {
        } catch let error as SemblanceError where error.code == .cancelled {
        }
    }
}
