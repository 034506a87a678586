import Foundation
import SemblanceCore
import SemblanceStorage

/// The embedded cluster of a test process.
public actor TestCluster {
    /// The one of this process.
    public static let shared = TestCluster()

    /// Its home carries the process's number, so that a later run sees whether it is still needed.
    private static let prefix = "semblance-test-cluster-"
    private static let home = "/tmp/\(prefix)\(getpid())"

    /// A database with the newest schema, of which copies are made.
    static let template = "migrated"
    /// How many tests use the cluster at once; each may have some ten connections.
    private static let tests = 8

    private var starting: Task<PostgresPool, any Error>?

    /// Connections to the cluster's database `semblance`; the first call starts it.
    func administration() async throws -> PostgresPool {
        if let starting { return try await starting.value }
        let task = Task {
            await TestCluster.removeStale()
            atexit { TestCluster.removeAtExit() }
            guard let string = try await EmbeddedCluster(home: TestCluster.home).start().connectionString else {
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

    /// Removes clusters whose test process is gone, as after a kill.
    private static func removeStale() async {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: "/tmp")) ?? []
        for name in names where name.hasPrefix(prefix) {
            guard let pid = pid_t(name.dropFirst(prefix.count)), pid == getpid() || kill(pid, 0) != 0 else { continue }
            await remove(home: "/tmp/" + name)
        }
    }

    /// Stops the cluster of a home and removes its files.
    public static func remove(home: String) async {
        let cluster = EmbeddedCluster(home: home)
        let data = try? await cluster.status().dataFolder
        _ = try? await cluster.stop()
        try? FileManager.default.removeItem(atPath: home)
        if let data, data.hasPrefix("/var/lib/semblance/") {
            try? FileManager.default.removeItem(atPath: (data as NSString).deletingLastPathComponent)
        }
    }

    /// The process is about to end, so that its thread may wait for the removal.
    private static func removeAtExit() {
        let done = DispatchSemaphore(value: 0)
        Task.detached {
            await remove(home: home)
            done.signal()
        }
        _ = done.wait(timeout: .now() + 30)
    }
}
