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

    private var starting: Task<String, any Error>?

    /// What to connect to its database `semblance` with; the first call starts it.
    public func connectionString() async throws -> String {
        if let starting { return try await starting.value }
        let task = Task {
            await TestCluster.removeStale()
            atexit { TestCluster.removeAtExit() }
            guard let string = try await EmbeddedCluster(home: TestCluster.home).start().connectionString else {
                throw SemblanceError(.unavailable, "the test cluster stopped at once")
            }
            return string
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
