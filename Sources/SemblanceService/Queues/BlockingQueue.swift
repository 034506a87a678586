import Dispatch
import SemblanceCore

/// Runs work that blocks a thread for a while, such as decoding a photo, on Dispatch's threads: a few at a time, so that neither the
/// cores nor the memory are overcommitted, with a bounded line before it.
public actor BlockingQueue {
    private struct Waiter {
        let id: Int
        let continuation: CheckedContinuation<Void, any Error>
    }

    private let width: Int
    private let maximumWaiting: Int
    private var running = 0
    private var waiters: [Waiter] = []
    private var lastID = 0

    /// - Parameters:
    ///   - width: how many run at a time
    ///   - maximumWaiting: how many may wait
    public init(width: Int, maximumWaiting: Int = 64) {
        self.width = max(1, width)
        self.maximumWaiting = max(1, maximumWaiting)
    }

    /// How many wait.
    public var depth: Int { waiters.count }

    /// Runs `body` when its turn comes.
    ///
    /// - Throws: `overloaded` where too many wait; `CancellationError` where the task is cancelled while it waits; what `body` throws
    public func run<Value: Sendable>(_ body: @escaping @Sendable () throws -> Value) async throws -> Value {
        try await enter()
        defer { leave() }
        return try await withCheckedThrowingContinuation { continuation in
            DispatchQueue.global(qos: .userInitiated).async { continuation.resume(with: Result { try body() }) }
        }
    }

    private func enter() async throws {
        guard running >= width else {
            running += 1
            return
        }
        guard waiters.count < maximumWaiting else { throw SemblanceError.overloaded }
        lastID += 1
        let id = lastID
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { (continuation: CheckedContinuation<Void, any Error>) in
                guard !Task.isCancelled else { return continuation.resume(throwing: CancellationError()) }
                waiters.append(Waiter(id: id, continuation: continuation))
            }
        } onCancel: {
            Task { await self.abandon(id) }
        }
    }

    /// Hands the place on, or frees it.
    private func leave() {
        guard !waiters.isEmpty else {
            running -= 1
            return
        }
        waiters.removeFirst().continuation.resume()
    }

    private func abandon(_ id: Int) {
        guard let place = waiters.firstIndex(where: { $0.id == id }) else { return }
        waiters.remove(at: place).continuation.resume(throwing: CancellationError())
    }
}
