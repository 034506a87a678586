import Foundation
import SemblanceCore
import SemblanceStorage

/// The embedded cluster of a test process.
public actor TestCluster {
    /// The one of this process.
    public static let shared = TestCluster()

    /// A database with the newest schema, of which copies are made.
    static let template = "migrated"
    /// How many tests use the cluster at once; each may have some ten connections.
    private static let tests = 8

    private var starting: Task<PostgresPool, any Error>?

    /// Connections to the cluster's database `semblance`; the first call starts it.
    func administration() async throws -> PostgresPool {
        if let starting { return try await starting.value }
        let task = Task {
            let home = await TestHome.reserve(prefix: "semblance-test-cluster-")
            guard let string = try await EmbeddedCluster(home: home).start().connectionString else {
                throw SemblanceError(.unavailable, "the test cluster stopped at once")
            }
            let pool = PostgresPool(string, maximum: TestCluster.tests)
            try await pool.withConnection { try $0.executeScript("CREATE DATABASE \(TestCluster.template)") }
            let template = string.replacingOccurrences(of: "@/semblance?", with: "@/\(TestCluster.template)?")
            let connection = try await PostgresConnection.connect(template)
            try await Migrator.standard().migrate(on: connection)
            await connection.close()
            return pool
        }
        starting = task
        return try await task.value
    }
}
