import Foundation
import SemblanceCore
import SemblanceStorage

/// A fresh database on a real PostgreSQL for one test.
///
/// All tests of a process share one embedded cluster in a temporary folder, which is started by the first and removed at the end
/// of the process, or, where the process is killed, by the next one that runs tests.
public struct TestDatabase: Sendable {
    /// The database's connections and repositories.
    public let database: Database
    /// What to connect to it with.
    public let connectionString: String

    /// Runs `body` with a database that holds the newest schema and nothing else, and drops it afterwards.
    public static func with<Value: Sendable>(_ body: @Sendable (TestDatabase) async throws -> Value) async throws -> Value {
        try await withEmpty { test in
            let migrator = try Migrator.standard()
            try await test.database.pool.withConnection { _ = try migrator.migrate(on: $0) }
            return try await body(test)
        }
    }

    /// Runs `body` with a database without any schema, and drops it afterwards.
    public static func withEmpty<Value: Sendable>(_ body: @Sendable (TestDatabase) async throws -> Value) async throws -> Value {
        let cluster = try await TestCluster.shared.connectionString()
        let name = "test_\(UUID().uuidString.prefix(8).lowercased())"
        let administration = PostgresPool(cluster, maximum: 1)
        try await administration.withConnection { try $0.executeScript("CREATE DATABASE \(name)") }
        let string = cluster.replacingOccurrences(of: "@/semblance?", with: "@/\(name)?")
        let database = Database(pool: PostgresPool(string, maximum: 4))
        let outcome: Result<Value, any Error>
        do {
            outcome = .success(try await body(TestDatabase(database: database, connectionString: string)))
        } catch {
            outcome = .failure(error)
        }
        await database.close()
        try await administration.withConnection { try $0.executeScript("DROP DATABASE IF EXISTS \(name) WITH (FORCE)") }
        await administration.close()
        return try outcome.get()
    }
}
