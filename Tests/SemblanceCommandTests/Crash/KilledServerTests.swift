import Foundation
import Glibc
import SemblanceCore
import SemblanceStorage
import SemblanceTestSupport
import Testing

@Suite("A PostgreSQL that is killed", .serialized)
struct KilledServerTests {
    /// What is killed.
    enum Victim: String, CaseIterable, Sendable {
        case session = "a session in the middle of a COPY, so that the server restarts itself"
        case server = "the server, so that somebody has to start it again"
    }

    /// A home with a cluster of its own, and a model in it.
    private struct Stage: Sendable {
        let semblance: CommandRunner
        let cluster: EmbeddedCluster
        let corpus: CrashCorpus
        let undisturbed: IndexTables
        var index: [String] { ["index", "--json", "--corpus"] + corpus.places }

        /// What to connect with; the cluster runs then.
        func url() async throws -> String { try #require(try await cluster.start().connectionString) }
    }

    private static let prepared = Task {
        let folder = try await CommandStage.shared.ready().file("-killed-server")
        let home = await TestHome.reserve(prefix: "semblance-test-killed-")
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        let semblance = CommandRunner(home: home, url: nil, folder: folder)
        let corpus = try await CrashCorpus(at: folder, seed: 3, loose: 2500, packed: 80, semblance)
        let train = ["train", "--corpus", corpus.folder, "--steps", "2"] + CommandStage.trainingFlags
        let training = try await semblance.run(CommandRunner.binary, train)
        try #require(training.status == 0, "\(training.errors)")
        let cluster = EmbeddedCluster(home: home)
        let reply = try await semblance.run(CommandRunner.binary, ["index", "--json", "--corpus"] + corpus.places).json()
        #expect(reply["total"]?.int == corpus.total && reply["encoded"]?.int == corpus.distinct)
        let url = try await cluster.start().connectionString
        return Stage(semblance: semblance, cluster: cluster, corpus: corpus, undisturbed: try await IndexTables(url))
    }

    @Test("index goes on by itself, and ends as if nothing had happened", arguments: Victim.allCases, [1, 2] as [UInt64])
    func killed(victim: Victim, seed: UInt64) async throws {
        let stage = try await Self.prepared.value
        let url = try await stage.url()
        try await CommandStage.execute("TRUNCATE images, jobs, workers CASCADE", on: url)
        var random = SplitMix64(seed: seed)
        let delay = Duration.milliseconds(Int(random.next() % 300))
        let outcome = try await stage.semblance.run(CommandRunner.binary, stage.index, within: 240) { process in
            let atWork = try await WorkersAtWork(url)
            #expect(try await atWork.waitForUnit(of: process))
            try await Task.sleep(for: delay)
            switch victim {
            case .session: try await Self.killCopy(url)
            case .server: kill(try #require(try await stage.cluster.status().pid), SIGKILL)
            }
            #expect(process.isRunning)
            await atWork.close()
        }
        #expect(try outcome.json()["total"]?.int == stage.corpus.total)
        try await IndexTables(stage.url()).expectSame(as: stage.undisturbed, "seed \(seed): \(victim.rawValue)")
    }

    /// Kills a session that copies; stopped first, so that it still does when it dies.
    private static func killCopy(_ url: String) async throws {
        let connection = try await PostgresConnection.connect(url)
        let copying =
            "SELECT pid::text FROM pg_stat_activity WHERE datname = current_database() AND state = 'active' AND query LIKE 'COPY%'"
        for _ in 0..<100_000 {
            for pid in try await connection.lines(copying).compactMap({ pid_t($0) }) {
                kill(pid, SIGSTOP)
                if try await connection.lines(copying).contains("\(pid)") {
                    kill(pid, SIGKILL)
                    await connection.close()
                    return
                }
                kill(pid, SIGCONT)
            }
        }
        throw SemblanceError(.unavailable, "no session was met in a COPY")
    }
}
