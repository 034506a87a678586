import SemblanceCore

/// Hands out connections, up to a maximum. Who comes when all are taken waits in line, first come, first served.
///
/// A connection that broke, or that comes back within a transaction, is closed and replaced when the next one is asked for.
public actor PostgresPool {
    private struct Waiter {
        let id: Int
        let continuation: CheckedContinuation<Void, any Error>
    }

    /// What connections are made with.
    public nonisolated let connectionString: String
    /// The most connections at one time.
    public nonisolated let maximum: Int

    private var idle: [PostgresConnection] = []
    private var taken = 0
    private var lent: [ObjectIdentifier: PostgresConnection] = [:]
    private var waiters: [Waiter] = []
    private var lastWaiter = 0
    private var isClosed = false

    /// - Parameters:
    ///   - connectionString: a `postgres://…` URL or `key=value` pairs
    ///   - maximum: the most connections at one time, at least 1
    public init(_ connectionString: String, maximum: Int = 8) {
        self.connectionString = connectionString
        self.maximum = max(1, maximum)
    }

    /// Runs `body` on the thread of a connection that nobody else uses meanwhile.
    ///
    /// - Throws: what `body` throws; `unavailable` where no connection can be made; `CancellationError` where the task is
    ///   cancelled while it waits in line
    public func withConnection<Value: Sendable>(
        _ body: @Sendable (isolated PostgresConnection) async throws -> Value
    ) async throws -> Value {
        let connection = try await take()
        do {
            let value = try await body(connection)
            await giveBack(connection)
            return value
        } catch {
            await giveBack(connection)
            throw error
        }
    }

    /// `withConnection`, between BEGIN and COMMIT; ROLLBACK where `body` throws. A deadlock is tried again, and so runs `body` again.
    public func withTransaction<Value: Sendable>(
        _ body: @Sendable (isolated PostgresConnection) throws -> Value
    ) async throws -> Value {
        try await withConnection { connection in
            try connection.withRetriedTransaction { try body(connection) }
        }
    }

    /// Closes idle connections now and the others when they come back; nobody gets one any more.
    public func close() async {
        isClosed = true
        for waiter in waiters { waiter.continuation.resume(throwing: PostgresPool.closedError) }
        waiters = []
        let connections = idle
        idle = []
        for connection in connections { await connection.close() }
    }

    /// Cuts every connection: statements that wait for a server which does not answer throw `unavailable` now. The next caller gets a
    /// new connection.
    public func interrupt() {
        for connection in idle + lent.values { connection.interrupt() }
    }

    /// How many connections are handed out, and how many callers wait for one.
    public var usage: (taken: Int, idle: Int, waiting: Int) { (taken, idle.count, waiters.count) }

    // MARK: Inside

    private static let closedError = SemblanceError(.unavailable, "the database connections are closed")

    private func take() async throws -> PostgresConnection {
        try Task.checkCancellation()
        guard !isClosed else { throw PostgresPool.closedError }
        if taken < maximum {
            taken += 1
        } else {
            try await waitInLine()
        }
        // One of the `maximum` places is ours from here on.
        do {
            while let connection = idle.popLast() {
                // Lent before it is looked at, so that an interrupt at this moment cuts it too.
                lend(connection)
                if await connection.isReusable { return connection }
                lent[ObjectIdentifier(connection)] = nil
                await connection.close()
            }
            let connection = try await PostgresConnection.connect(connectionString)
            lend(connection)
            return connection
        } catch {
            passOn()
            throw error
        }
    }

    private func lend(_ connection: PostgresConnection) {
        lent[ObjectIdentifier(connection)] = connection
    }

    private func giveBack(_ connection: PostgresConnection) async {
        let isReusable = await connection.isReusable
        lent[ObjectIdentifier(connection)] = nil
        if isReusable, !isClosed {
            idle.append(connection)
        } else {
            await connection.close()
        }
        passOn()
    }

    /// Gives a place to the first in line, or frees it.
    private func passOn() {
        if waiters.isEmpty {
            taken -= 1
        } else {
            waiters.removeFirst().continuation.resume()
        }
    }

    private func waitInLine() async throws {
        lastWaiter += 1
        let id = lastWaiter
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { (continuation: CheckedContinuation<Void, any Error>) in
                if Task.isCancelled {
                    continuation.resume(throwing: CancellationError())
                } else {
                    waiters.append(Waiter(id: id, continuation: continuation))
                }
            }
        } onCancel: {
            Task { await self.leaveLine(id) }
        }
    }

    private func leaveLine(_ id: Int) {
        guard let index = waiters.firstIndex(where: { $0.id == id }) else { return }
        waiters.remove(at: index).continuation.resume(throwing: CancellationError())
    }
}
