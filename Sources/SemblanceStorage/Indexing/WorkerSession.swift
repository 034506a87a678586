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

    private let connection: PostgresConnection

    /// Registers this process, over a connection of its own.
    ///
    /// - Parameters:
    ///   - connectionString: what to connect with
    ///   - leaseSeconds: how many seconds units stay this worker's without a sign of life
    /// - Throws: `unavailable` where the database does not answer
    public static func open(_ connectionString: String, leaseSeconds: Double) async throws -> WorkerSession {
        let connection = try await PostgresConnection.connect(connectionString)
        do {
            let id = try await register(on: connection)
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

    private static func register(on connection: isolated PostgresConnection) throws -> Int32 {
        // Rows of processes that are gone are of no use.
        try connection.execute(
            "DELETE FROM workers WHERE heartbeat_at < clock_timestamp() - interval '1 hour' AND NOT worker_lives(id)")
        let host = ProcessInfo.processInfo.hostName
        let sql = "INSERT INTO workers (host, pid) VALUES ($1, $2) RETURNING id"
        let pid = ProcessInfo.processInfo.processIdentifier
        guard let id: Int32 = try connection.query(sql, host, pid).first?.value(0) else {
            throw SemblanceError(.engine, "the database did not register this worker")
        }
        try connection.query("SELECT pg_advisory_lock($1, $2)", lockClass, id)
        return id
    }

    /// Gives a sign of life: this worker's units are its own for another lease.
    ///
    /// - Throws: `unavailable` where the database does not answer
    public func beat() async throws {
        try await Self.beat(connection, id, leaseSeconds)
    }

    private static func beat(_ connection: isolated PostgresConnection, _ id: Int32, _ leaseSeconds: Double) throws {
        try connection.withTransaction {
            try connection.executeScript("SET LOCAL synchronous_commit = off")
            try connection.execute("UPDATE workers SET heartbeat_at = clock_timestamp() WHERE id = $1", id)
            try connection.execute(
                "UPDATE job_units SET leased_until = clock_timestamp() + make_interval(secs => $2) WHERE worker_id = $1", id, leaseSeconds)
        }
    }

    /// Gives this worker's units back at once, and ends the session. Where the database is gone, the leases end by themselves.
    public func close() async {
        try? await Self.release(connection, id)
        await connection.close()
    }

    private static func release(_ connection: isolated PostgresConnection, _ id: Int32) throws {
        try connection.execute(
            "UPDATE job_units SET worker_id = NULL, leased_until = NULL, attempts = attempts - 1 WHERE worker_id = $1", id)
        try connection.execute("DELETE FROM workers WHERE id = $1", id)
    }

    /// Breaks the connection from any thread, so that a call that waits for a cut network ends now.
    public func interrupt() { connection.interrupt() }
}
