import Foundation
import SemblanceStorage
import Synchronization

/// Homes with an embedded cluster that belong to this test process: removed when it ends, or, where it is killed, by the next one.
public enum TestHome {
    private static let homes = Mutex<[String]>([])

    /// Names a home of this process, which nobody has made yet, and removes those of processes that are gone.
    ///
    /// - Parameter prefix: what the folder's name begins with; the process's number follows
    public static func reserve(prefix: String) async -> String {
        await removeStale(prefix)
        let home = "/tmp/\(prefix)\(getpid())"
        let isFirst = homes.withLock { homes in
            homes.append(home)
            return homes.count == 1
        }
        if isFirst { atexit { TestHome.removeAtExit() } }
        return home
    }

    /// Stops the cluster of a home and removes all files.
    public static func remove(_ home: String) async {
        let cluster = EmbeddedCluster(home: home)
        let data = try? await cluster.status().dataFolder
        _ = try? await cluster.stop()
        try? FileManager.default.removeItem(atPath: home)
        if let data, data.hasPrefix("/var/lib/semblance/") {
            try? FileManager.default.removeItem(atPath: (data as NSString).deletingLastPathComponent)
        }
    }

    /// The number in a name says whether a home is still needed.
    private static func removeStale(_ prefix: String) async {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: "/tmp")) ?? []
        for name in names where name.hasPrefix(prefix) {
            guard let pid = pid_t(name.dropFirst(prefix.count)), pid == getpid() || kill(pid, 0) != 0 else { continue }
            await remove("/tmp/" + name)
        }
    }

    /// The process is about to end, so that its thread may wait for the removal.
    private static func removeAtExit() {
        let done = DispatchSemaphore(value: 0)
        Task.detached {
            for home in homes.withLock({ $0 }) { await remove(home) }
            done.signal()
        }
        _ = done.wait(timeout: .now() + 30)
    }
}
