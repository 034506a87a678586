import Foundation
import SemblanceCore

/// A process that takes units of work, as the database knows it: a row, and an advisory lock that lasts as long as its connection.
///
/// Where the server sees the process die, others take its units over at once; where the network is cut, when its leases end.
public final class WorkerSession: Sendable {
    /// The worker's number.
    public let id: Int32
    /// How many seconds units stay this worker's without a sign of life.
    public let leaseSeconds: Double

    private static let lockClass: Int32 = 1_397_050_690
    /// Of the locks that a worker's transactions hold, each as long as it lasts.
    private static let transactionLockClass: Int32 = 1_397_050_691

    private let connection: PostgresConnection

    /// Registers this process, over a connection of its own.
    ///
    /// - Parameters:
    ///   - connectionString: what to connect with
    ///   - leaseSeconds: how many seconds units stay this worker's without a sign of life
    ///   - previous: a session of this process that ended in an outage: what it still has is given back, as by `close`
    /// - Throws: `unavailable` where the database does not answer
    public static func open(_ connectionString: String, leaseSeconds: Double, previous: Int32? = nil) async throws -> WorkerSession {
        let connection = try await PostgresConnection.connect(connectionString)
        do {
            let id = try await answering(connection, within: leaseSeconds) {
                if let previous { try await recover(previous, connection) }
                return try await register(on: connection, leaseSeconds)
            }
            return WorkerSession(id: id, leaseSeconds: leaseSeconds, connection: connection)
        } catch {
            await connection.close()
            throw error
        }
    }

    private init(id: Int32, leaseSeconds: Double, connection: PostgresConnection) {
        self.id = id
        self.leaseSeconds = leaseSeconds
        self.connection = connection
    }

    private static func register(on connection: isolated PostgresConnection, _ leaseSeconds: Double) throws -> Int32 {
        // Rows of processes that are gone are of no use.
        try connection.execute(
            "DELETE FROM workers WHERE heartbeat_at < clock_timestamp() - interval '1 hour' AND NOT worker_lives(id)")
        let host = ProcessInfo.processInfo.hostName
        let sql = "INSERT INTO workers (host, pid, lease_seconds) VALUES ($1, $2, $3) RETURNING id"
        let pid = ProcessInfo.processInfo.processIdentifier
        guard let id: Int32 = try connection.query(sql, host, pid, leaseSeconds).first?.value(0) else {
            throw SemblanceError(.engine, "the database did not register this worker")
        }
        try connection.query("SELECT pg_advisory_lock($1, $2)", lockClass, id)
        return id
    }

    /// Says whose a transaction is, as long as it lasts.
    var transactionLock: String { "SELECT pg_advisory_xact_lock_shared(\(Self.transactionLockClass), \(id))" }

    /// What transactions over units begin with: nobody waits for the disk, because work that is lost in a crash of the server is simply
    /// there again.
    var preamble: String { "SET LOCAL synchronous_commit = off; \(transactionLock)" }

    /// Gives a sign of life: this worker's units are its own for another lease. Transactions of workers that gave none for a lease are
    /// ended: a process that was stopped, or is beyond a cut network, would keep what they lock from everybody.
    ///
    /// - Throws: `unavailable` where the database does not answer within a lease; the connection is cut then
    public func beat() async throws {
        try await Self.answering(connection, within: leaseSeconds) { try await Self.beat(connection, self) }
    }

    private static func beat(_ connection: isolated PostgresConnection, _ worker: WorkerSession) throws {
        try connection.withTransaction {
            try connection.executeScript(worker.preamble)
            try connection.execute("UPDATE workers SET heartbeat_at = clock_timestamp() WHERE id = $1", worker.id)
            // A unit that is locked is being stored at this moment: nobody else can take it.
            let sql = """
                UPDATE job_units SET leased_until = clock_timestamp() + make_interval(secs => $2)
                WHERE id IN (SELECT id FROM job_units WHERE worker_id = $1 FOR UPDATE SKIP LOCKED)
                """
            try connection.execute(sql, worker.id, worker.leaseSeconds)
        }
        let sql = """
            SELECT pg_terminate_backend(l.pid) FROM (\(transactions)) l JOIN workers w ON w.id = l.worker
            WHERE w.heartbeat_at < clock_timestamp() - make_interval(secs => w.lease_seconds)
            """
        try connection.query(sql, transactionLockClass)
    }

    /// Gives this worker's units back at once, and ends the session. Where the database is gone, the leases end by themselves.
    ///
    /// - Returns: whether the units were given back
    @discardableResult
    public func close() async -> Bool {
        let released: Void? = try? await Self.answering(connection, within: leaseSeconds) { try await Self.release(connection, id) }
        await connection.close()
        return released != nil
    }

    private static func release(_ connection: isolated PostgresConnection, _ id: Int32) throws {
        try giveBack(connection, id)
        try connection.execute("DELETE FROM workers WHERE id = $1", id)
    }

    /// Ends what a lost session left on the server, and gives back its units; its row goes when it is old.
    private static func recover(_ id: Int32, _ connection: isolated PostgresConnection) throws {
        try connection.query("SELECT pg_terminate_backend(pid) FROM (\(transactions)) l WHERE worker = $2", transactionLockClass, id)
        try giveBack(connection, id)
    }

    /// Units that a transaction of the session still holds are left to the end of the lease.
    private static func giveBack(_ connection: isolated PostgresConnection, _ id: Int32) throws {
        let sql = """
            UPDATE job_units SET worker_id = NULL, leased_until = NULL, attempts = attempts - 1
            WHERE id IN (SELECT id FROM job_units WHERE worker_id = $1 FOR UPDATE SKIP LOCKED)
            """
        try connection.execute(sql, id)
    }

    /// The workers' transactions under way. Parameter: the class of their locks.
    private static let transactions = """
        SELECT pid, objid::bigint::integer AS worker FROM pg_locks
        WHERE locktype = 'advisory' AND classid = $1::integer::oid AND objsubid = 2
            AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
        """

    /// Breaks the connection from any thread, so that a call that waits for a cut network ends now.
    public func interrupt() { connection.interrupt() }

    /// Runs `body`, and cuts the connection where the database does not answer in time.
    private static func answering<Value: Sendable>(
        _ connection: PostgresConnection, within seconds: Double, _ body: () async throws -> Value
    ) async throws -> Value {
        let watchdog = Task {
            try await Task.sleep(for: .seconds(seconds))
            connection.interrupt()
        }
        defer { watchdog.cancel() }
        return try await body()
    }
}
