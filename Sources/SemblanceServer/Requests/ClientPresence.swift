import NIOCore
import Synchronization

/// Whether the client of a request still waits for the reply, so that the work for one who is gone leaves its queue.
///
/// A connection that broke is a client that is gone. A client that only closed its sending side looks like one that went away in
/// good order, so its work goes on for a while (`ServerOptions.hangUpSeconds`), and is called off only then.
public final class ClientPresence: Sendable {
    private struct State {
        var isAttached = false
        var isGone = false
        var next = 0
        var leaving: [Int: @Sendable () -> Void] = [:]
    }

    private let state = Mutex(State())
    private let channel: (any Channel)?

    /// - Parameter channel: the connection to watch from the first `whileHere` on; nil watches nothing
    public init(channel: (any Channel)? = nil) {
        self.channel = channel
    }

    /// Whether the client is known to be gone.
    public var isGone: Bool { state.withLock { $0.isGone } }

    /// Runs work in a task of its own, which is cancelled once the client is gone. Whether the work heeds that is its own affair: a queue
    /// lets go of what waits and finishes what has begun.
    ///
    /// - Throws: whatever the work throws, `CancellationError` among it
    public func whileHere<Value: Sendable>(_ body: @escaping @Sendable () async throws -> Value) async throws -> Value {
        attach()
        let task = Task { try await body() }
        let ticket = onHangUp { task.cancel() }
        defer { forget(ticket) }
        return try await withTaskCancellationHandler {
            try await task.value
        } onCancel: {
            task.cancel()
        }
    }

    /// Says that the client is gone: everything that runs in `whileHere` is cancelled, and so is what comes later.
    public func hungUp() {
        let leaving = state.withLock { state in
            state.isGone = true
            defer { state.leaving = [:] }
            return state.leaving
        }
        for leave in leaving.values { leave() }
    }

    private func attach() {
        guard let channel else { return }
        let isFirst = state.withLock { state in
            defer { state.isAttached = true }
            return !state.isAttached
        }
        if isFirst { channel.triggerUserOutboundEvent(ConnectionEvent.watch(self), promise: nil) }
    }

    private func onHangUp(_ leave: @escaping @Sendable () -> Void) -> Int? {
        let ticket: Int? = state.withLock { state in
            guard !state.isGone else { return nil }
            defer { state.next += 1 }
            state.leaving[state.next] = leave
            return state.next
        }
        if ticket == nil { leave() }
        return ticket
    }

    private func forget(_ ticket: Int?) {
        guard let ticket else { return }
        state.withLock { $0.leaving[ticket] = nil }
    }
}
