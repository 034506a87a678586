import Foundation
import SemblanceCore

/// Brings a database's schema to the program's: each migration in a transaction of its own, all under an advisory lock, so that
/// several processes may start at once.
public struct Migrator: Sendable {
    /// The key of the advisory lock: "semblanc" in ASCII.
    private static let lock: Int64 = 0x7365_6D62_6C61_6E63
    /// The oldest pgvector that has everything that is used.
    private static let minimumVector = (major: 0, minor: 8)
    /// The oldest PostgreSQL that has everything that is used.
    private static let minimumServer = 140_000

    private struct Applied {
        let number: Int
        let name: String
        let checksum: [UInt8]
    }

    private let files: [MigrationFile]

    /// - Parameter files: all migrations in their order, as `MigrationFiles.load` gives them
    public init(files: [MigrationFile]) { self.files = files }

    /// The migrations that belong to this program.
    ///
    /// - Throws: `notFound`, `unreadable` or `invalidArgument` where they cannot be had
    public static func standard() throws -> Migrator {
        Migrator(files: try MigrationFiles.load(from: MigrationFiles.locate()))
    }

    /// How far the schema is; changes nothing.
    ///
    /// - Throws: `incompatible` where a migration that was applied has been edited since
    public func status(on connection: isolated PostgresConnection) throws -> SchemaStatus {
        let applied = try appliedMigrations(connection)
        try check(applied)
        return SchemaStatus(current: applied.last?.number ?? 0, latest: files.last?.number ?? 0)
    }

    /// Applies what is missing; nothing where nothing is.
    ///
    /// - Returns: the names of the migrations that were applied now
    /// - Throws: `incompatible` for a schema that is newer than the program, an edited migration, a PostgreSQL older than 14 or
    ///   one without pgvector 0.8; what the server says of a migration that fails, which leaves no trace
    @discardableResult
    public func migrate(on connection: isolated PostgresConnection) throws -> [String] {
        try requireServer(connection)
        try connection.query("SELECT pg_advisory_lock($1)", Migrator.lock)
        defer { _ = try? connection.query("SELECT pg_advisory_unlock($1)", Migrator.lock) }
        let applied = try appliedMigrations(connection)
        try check(applied)
        try requireNotAhead(SchemaStatus(current: applied.last?.number ?? 0, latest: files.last?.number ?? 0))
        let missing = files.dropFirst(applied.count)
        for file in missing { try apply(file, on: connection) }
        if !missing.isEmpty { try requireVector(connection) }
        return missing.map(\.name)
    }

    /// Throws `incompatible` unless the schema is exactly the program's.
    public func requireLatest(on connection: isolated PostgresConnection) throws {
        try requireServer(connection)
        let status = try status(on: connection)
        try requireNotAhead(status)
        guard !status.isBehind else {
            throw SemblanceError(
                .incompatible, "the database schema is at migration \(status.current), and this program needs \(status.latest)",
                advice: "run semblance database migrate")
        }
        try requireVector(connection)
    }

    // MARK: Inside

    private func requireNotAhead(_ status: SchemaStatus) throws {
        guard !status.isAhead else {
            throw SemblanceError(
                .incompatible,
                "the database schema is at migration \(status.current), newer than this program, which knows \(status.latest)",
                advice: "use the newer program")
        }
    }

    private func appliedMigrations(_ connection: isolated PostgresConnection) throws -> [Applied] {
        let exists = try connection.query("SELECT to_regclass('schema_migrations') IS NOT NULL").first?.value(0, as: Bool.self)
        guard exists == true else { return [] }
        return try connection.query("SELECT number, name, checksum FROM schema_migrations ORDER BY number").map { row in
            var columns = row.columns
            return Applied(number: Int(try columns.next(Int32.self)), name: try columns.next(), checksum: try columns.next())
        }
    }

    private func check(_ applied: [Applied]) throws {
        for (file, done) in zip(files, applied) {
            guard file.number == done.number, file.name == done.name, file.checksum == done.checksum else {
                throw SemblanceError(
                    .incompatible, "the migration \(file.name).sql is not the one that this database was migrated with (\(done.name))",
                    advice: "migrations are never edited once they have landed: restore the file and add a new one")
            }
        }
    }

    private func apply(_ file: MigrationFile, on connection: isolated PostgresConnection) throws {
        do {
            try connection.withTransaction {
                try connection.executeScript(
                    """
                    CREATE TABLE IF NOT EXISTS schema_migrations (
                        number integer PRIMARY KEY, name text NOT NULL, checksum bytea NOT NULL,
                        applied_at timestamptz NOT NULL DEFAULT now())
                    """)
                try connection.executeScript(file.sql)
                try connection.execute(
                    "INSERT INTO schema_migrations (number, name, checksum) VALUES ($1, $2, $3)",
                    Int32(file.number), file.name, file.checksum)
            }
        } catch let error as SemblanceError {
            throw SemblanceError(
                error.code, "the migration \(file.name) failed and was undone: \(error.message)", advice: error.advice, detail: error.detail
            )
        }
    }

    private func requireServer(_ connection: isolated PostgresConnection) throws {
        let version = connection.serverVersion
        guard version >= Migrator.minimumServer else {
            throw SemblanceError(
                .incompatible, "the database server is PostgreSQL \(version / 10_000)", advice: "use PostgreSQL 14 or newer")
        }
        let available = try connection.query("SELECT default_version FROM pg_available_extensions WHERE name = 'vector'")
        guard let found = try available.first?.value(0, as: String.self), isNewEnough(found) else {
            throw SemblanceError(
                .incompatible, "the database server has no pgvector 0.8 or newer",
                advice: "install it there (Debian: postgresql-\(version / 10_000)-pgvector; image pgvector/pgvector)")
        }
    }

    private func requireVector(_ connection: isolated PostgresConnection) throws {
        let rows = try connection.query("SELECT extversion FROM pg_extension WHERE extname = 'vector'")
        let found = try rows.first?.value(0, as: String.self) ?? "none"
        guard isNewEnough(found) else {
            throw SemblanceError(
                .incompatible, "the database has pgvector \(found), and 0.8 or newer is needed",
                advice: "have its owner run ALTER EXTENSION vector UPDATE")
        }
    }

    private func isNewEnough(_ version: String) -> Bool {
        let parts = version.split(separator: ".").prefix(2).map { Int($0) ?? 0 }
        guard parts.count == 2 else { return false }
        return (parts[0], parts[1]) >= (Migrator.minimumVector.major, Migrator.minimumVector.minor)
    }
}
