import Foundation
import SemblanceCore
import SemblanceStorage

/// Which processes have units, as the database knows it.
actor WorkersAtWork {
    private let connection: PostgresConnection

    /// Over a connection of its own.
    init(_ url: String?) async throws { connection = try await PostgresConnection.connect(url ?? "") }

    /// How many units a process has.
    func units(of pid: pid_t) async throws -> Int {
        try await connection.count("SELECT count(*) FROM job_units u JOIN workers w ON w.id = u.worker_id WHERE w.pid = $1", pid)
    }

    /// Whether every job has ended.
    func isDone() async throws -> Bool {
        try await connection.count("SELECT count(*) FROM jobs WHERE state IN ('queued', 'running') AND $1 = 0", 0) == 0
    }

    /// Waits until a process has a unit.
    ///
    /// - Returns: whether it has; false where it ended before
    func waitForUnit(of process: CommandProcess) async throws -> Bool {
        for _ in 0..<6000 {
            if try await units(of: process.pid) > 0 { return true }
            guard process.isRunning else { return false }
            try await Task.sleep(for: .milliseconds(10))
        }
        throw SemblanceError(.unavailable, "the process \(process.pid) took no unit within a minute")
    }

    /// Waits until another process than this has a unit.
    func waitForUnitOfAnother(than pid: pid_t) async throws -> Bool {
        let sql = "SELECT count(*) FROM job_units u JOIN workers w ON w.id = u.worker_id WHERE w.pid <> $1"
        for _ in 0..<6000 {
            if try await connection.count(sql, pid) > 0 { return true }
            try await Task.sleep(for: .milliseconds(10))
        }
        return false
    }

    /// Ends the connection.
    func close() async { await connection.close() }
}

extension PostgresConnection {
    fileprivate func count(_ sql: String, _ number: Int32) throws -> Int {
        Int(try query(sql, number).first?.value(0, as: Int64.self) ?? 0)
    }
}
