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
        try await with(template: TestCluster.template, body)
    }

    /// Runs `body` with a database without any schema, and drops it afterwards.
    public static func withEmpty<Value: Sendable>(_ body: @Sendable (TestDatabase) async throws -> Value) async throws -> Value {
        try await with(template: "template1", body)
    }

    private static func with<Value: Sendable>(
        template: String, _ body: @Sendable (TestDatabase) async throws -> Value
    ) async throws -> Value {
        // The connection is kept while the test runs, so that no more tests run at once than the server has connections for.
        let administration = try await TestCluster.shared.administration()
        return try await administration.withConnection { connection in
            let name = "test_\(UUID().uuidString.prefix(8).lowercased())"
            try connection.executeScript("CREATE DATABASE \(name) TEMPLATE \(template)")
            let string = administration.connectionString.replacingOccurrences(of: "@/semblance?", with: "@/\(name)?")
            let database = Database(pool: PostgresPool(string, maximum: 4))
            let outcome: Result<Value, any Error>
            do {
                outcome = .success(try await body(TestDatabase(database: database, connectionString: string)))
            } catch {
                outcome = .failure(error)
            }
            await database.close()
            try connection.executeScript("DROP DATABASE IF EXISTS \(name) WITH (FORCE)")
            return try outcome.get()
        }
    }
}
