import Foundation
import SemblanceCore
@testable import SemblanceStorage
import SemblanceTestSupport
import Testing

@Suite("The embedded cluster starts by itself and survives what happens to it")
struct EmbeddedClusterTests {
    /// Runs `body` with a home that does not exist yet, and removes cluster and home afterwards.
    static func withHome(_ name: String = "home", _ body: @Sendable (String) async throws -> Void) async throws {
        let parent = "/tmp/semblance-embedded-\(UUID().uuidString.prefix(8))"
        try FileManager.default.createDirectory(atPath: parent, withIntermediateDirectories: true)
        let home = "\(parent)/\(name)"
        let outcome: Result<Void, any Error>
        do {
            outcome = .success(try await body(home))
        } catch {
            outcome = .failure(error)
        }
        await TestHome.remove(home)
        try? FileManager.default.removeItem(atPath: parent)
        try outcome.get()
    }

    static func number(_ connection: String?, _ sql: String) async throws -> Int64 {
        let connection = try await PostgresConnection.connect(try #require(connection))
        let number = try await connection.query(sql).first?.value(0, as: Int64.self)
        await connection.close()
        return number ?? -1
    }

    static func isAlive(_ pid: Int32?) -> Bool { ServerProcess(pid: pid ?? -1).isAlive }

    @Test("It starts, says how it is, is found running by the next, and stops")
    func lifeCycle() async throws {
        try await EmbeddedClusterTests.withHome { home in
            let cluster = EmbeddedCluster(home: home)
            let before = try await cluster.status()
            #expect(!before.isRunning && !before.isInitialized && before.pid == nil && before.connectionString == nil)
            #expect(!FileManager.default.fileExists(atPath: home))
            #expect(try await cluster.stop() == false)

            let started = try await cluster.start()
            #expect(started.isRunning && started.isInitialized && started.byteSize > 1 << 20)
            #expect(try #require(started.startedAt).timeIntervalSinceNow > -60)
            #expect(try await EmbeddedClusterTests.number(started.connectionString, "SELECT 7::bigint") == 7)
            let again = try await EmbeddedCluster(home: home).start()
            #expect(again.pid == started.pid && again.startedAt == started.startedAt)
            #expect(try await EmbeddedCluster(home: home).status().pid == started.pid)

            #expect(try await EmbeddedCluster(home: home).stop())
            let after = try await cluster.status()
            #expect(!after.isRunning && after.isInitialized && !EmbeddedClusterTests.isAlive(started.pid))
            #expect(!FileManager.default.fileExists(atPath: started.socketFolder ?? "/"))
            #expect(try await cluster.stop() == false)
        }
    }

    @Test("The socket lets in its account and root only, and nothing listens on the network")
    func socketAccess() async throws {
        try await EmbeddedClusterTests.withHome { home in
            let status = try await EmbeddedCluster(home: home).start()
            let socket = try #require(status.socketFolder)
            let attributes = try FileManager.default.attributesOfItem(atPath: socket)
            #expect(attributes[.posixPermissions] as? Int == 0o700)
            #expect((socket + "/.s.PGSQL.5432").utf8.count < 107)
            let rules = try await EmbeddedClusterTests.number(
                status.connectionString, "SELECT count(*) FROM pg_hba_file_rules WHERE type <> 'local' OR auth_method <> 'peer'")
            #expect(rules == 0)
            let listening = try await EmbeddedClusterTests.number(
                status.connectionString, "SELECT count(*) FROM pg_settings WHERE name = 'listen_addresses' AND setting <> ''")
            #expect(listening == 0)
            let data = try FileManager.default.attributesOfItem(atPath: status.dataFolder)
            #expect(data[.posixPermissions] as? Int == 0o700)
            // A stream that the server inherited would keep whoever reads our output waiting.
            let streams = (0...2).compactMap {
                try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/\(status.pid ?? 0)/fd/\($0)")
            }
            #expect(streams.allSatisfy { $0 == "/dev/null" || $0 == status.logFile })
        }
    }

    @Test("Several that start it at the same time get the same server")
    func concurrentStarts() async throws {
        try await EmbeddedClusterTests.withHome { home in
            let pids = try await withThrowingTaskGroup(of: Int32?.self) { group in
                for _ in 0..<4 { group.addTask { try await EmbeddedCluster(home: home).start().pid } }
                return try await group.reduce(into: Set()) { $0.insert($1) }
            }
            #expect(pids.count == 1 && pids.first != .some(nil))
        }
    }

    @Test("After kill -9, and with a stale lock that names a living process, a plain start is enough and nothing is lost")
    func crash() async throws {
        try await EmbeddedClusterTests.withHome { home in
            let cluster = EmbeddedCluster(home: home)
            let first = try await cluster.start()
            _ = try await EmbeddedClusterTests.number(
                first.connectionString, "CREATE TABLE kept AS SELECT generate_series(1, 1000) i")
            #expect(kill(try #require(first.pid), SIGKILL) == 0)
            let second = try await cluster.start()
            #expect(second.pid != first.pid)
            #expect(try await EmbeddedClusterTests.number(second.connectionString, "SELECT count(*) FROM kept") == 1000)

            let lock = second.dataFolder + "/postmaster.pid"
            let text = try String(contentsOfFile: lock, encoding: .utf8)
            try await cluster.stop()
            try text.replacingOccurrences(of: "\(second.pid ?? 0)\n", with: "\(getpid())\n").write(
                toFile: lock, atomically: true, encoding: .utf8)
            #expect(try await cluster.status().isRunning == false)
            #expect(try await cluster.stop() == false)
            let third = try await cluster.start()
            #expect(try await EmbeddedClusterTests.number(third.connectionString, "SELECT count(*) FROM kept") == 1000)
        }
    }

    @Test("A home that was deleted under a running server becomes a new cluster, and the old server ends")
    func deletedHome() async throws {
        try await EmbeddedClusterTests.withHome { home in
            let first = try await EmbeddedCluster(home: home).start()
            _ = try await EmbeddedClusterTests.number(first.connectionString, "CREATE TABLE old (i bigint)")
            try FileManager.default.removeItem(atPath: home)
            #expect(try await EmbeddedCluster(home: home).status().isInitialized == false)
            let second = try await EmbeddedCluster(home: home).start()
            #expect(second.pid != first.pid && !EmbeddedClusterTests.isAlive(first.pid))
            #expect(try await EmbeddedClusterTests.number(second.connectionString, "SELECT count(to_regclass('old')::text)") == 0)
        }
    }

    @Test("Two homes have two clusters, whatever their names and however long their paths")
    func homes() async throws {
        try await EmbeddedClusterTests.withHome("it's \"my\" $HOME `x` ü \(String(repeating: "deep/", count: 20))a") { first in
            try await EmbeddedClusterTests.withHome { second in
                let one = try await EmbeddedCluster(home: first).start()
                let two = try await EmbeddedCluster(home: second).start()
                #expect(one.pid != two.pid && one.socketFolder != two.socketFolder)
                try await EmbeddedCluster(home: second).stop()
                #expect(try await EmbeddedClusterTests.number(one.connectionString, "SELECT 1::bigint") == 1)
            }
        }
    }

    @Test("A home in a folder that the server's account cannot enter is left as it is", .enabled(if: geteuid() == 0, "needs root"))
    func unreachableHome() async throws {
        try await EmbeddedClusterTests.withHome("private/home") { home in
            let parent = (home as NSString).deletingLastPathComponent
            try FileManager.default.createDirectory(
                atPath: parent, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
            let cluster = EmbeddedCluster(home: home)
            let first = try await cluster.start()
            #expect(first.dataFolder.hasPrefix("/var/lib/semblance/"))
            #expect(try FileManager.default.attributesOfItem(atPath: parent)[.posixPermissions] as? Int == 0o700)
            _ = try await EmbeddedClusterTests.number(first.connectionString, "CREATE TABLE kept (i bigint)")
            try await cluster.stop()
            let second = try await cluster.start()
            #expect(second.dataFolder == first.dataFolder)
            #expect(try await EmbeddedClusterTests.number(second.connectionString, "SELECT count(*) FROM kept") == 0)
            try await cluster.stop()
            try FileManager.default.removeItem(atPath: home)
            let third = try await cluster.start()
            #expect(third.dataFolder != first.dataFolder)
            try? FileManager.default.removeItem(atPath: (first.dataFolder as NSString).deletingLastPathComponent)
        }
    }

    @Test(
        "It works for a user who is not root",
        .enabled(if: geteuid() == 0, "needs root, to become somebody else"))
    func otherUser() async throws {
        let nobody = try #require(ServiceAccount.find(name: "nobody"))
        let program = try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
        guard try nobody.canReach(program) else { return print("skipped: the account nobody cannot reach the test program") }
        // The same tests in a process of that user, which starts a cluster of its own.
        let arguments = ["--testing-library", "swift-testing", "--filter", "EmbeddedClusterTests/lifeCycle"]
        let outcome = try await Task.detached { try nobody.process(program, arguments, in: "/").run() }.value
        #expect(outcome.isSuccess && outcome.output.contains("1 test"), "\(outcome.output)")
    }
}
