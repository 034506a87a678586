import Foundation
import SemblanceCore
import SemblanceImaging
import SemblanceStorage
import SemblanceTestSupport

/// What most tests of commands need, made once a process: a home with its cluster, a corpus of drawn faces, a model that was
/// trained on it, and the corpus in the index.
actor CommandStage {
    static let shared = CommandStage()

    /// The stage, ready.
    struct Set: Sendable {
        /// Works on the stage's home; leave what it finds as it is, others look at it too.
        let semblance: CommandRunner
        /// The folder of `facesCount` photos.
        let corpus: String
        /// The photos, in order.
        let photos: [String]
        /// Where tests may write.
        let folder: String
        let training: CommandOutcome
        let indexing: CommandOutcome
        fileprivate let url: String

        /// Runs commands on a database and a home of their own, copies of the stage's.
        func copied() async throws -> CommandRunner { try await copied(template: "staged") }

        /// Runs commands on a database without any schema and a home of their own.
        func bare() async throws -> CommandRunner { try await copied(template: "template1") }

        private func copied(template: String) async throws -> CommandRunner {
            let name = "copy_\(UUID().uuidString.prefix(8).lowercased())"
            try await CommandStage.execute("CREATE DATABASE \(name) TEMPLATE \(template)", url: url)
            var runner = semblance
            runner.url = CommandStage.replacingDatabase(in: url, with: name)
            runner.home = folder + "/home-" + name
            return runner
        }

        /// A new path to write to.
        func file(_ suffix: String) -> String { folder + "/" + UUID().uuidString + suffix }
    }

    static let facesCount = 200
    static let trainingFlags = ["--resolution", "32", "--width", "16", "--latent-dimension", "16", "--batch", "16"]

    private var preparing: Task<Set, any Error>?

    /// The stage; the first call builds it.
    func ready() async throws -> Set {
        if let preparing { return try await preparing.value }
        let task = Task { try await CommandStage.prepare() }
        preparing = task
        return try await task.value
    }

    private static func prepare() async throws -> Set {
        let home = await TestHome.reserve(prefix: "semblance-test-commands-")
        let folder = home + "/files"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        let faces = try DrawnFaceCorpus(count: facesCount, size: 64)
        let corpus = try faces.write(to: folder + "/faces").images
        let semblance = CommandRunner(home: home, url: nil, folder: folder)
        let training = try await semblance.run(
            CommandRunner.binary, ["train", "--corpus", corpus, "--steps", "20", "--json"] + trainingFlags)
        let indexing = try await semblance("index", "--corpus", corpus, "--json")
        guard let url = try await EmbeddedCluster(home: home).status().connectionString else {
            throw SemblanceError(.unavailable, "the stage's cluster does not run: \(training.errors) \(indexing.errors)")
        }
        try await execute("CREATE DATABASE staged TEMPLATE semblance", url: url)
        return Set(
            semblance: semblance, corpus: corpus, photos: (0..<facesCount).map { corpus + "/" + faces.fileName($0) }, folder: folder,
            training: training, indexing: indexing, url: url)
    }

    /// Runs a statement in the cluster's own database, so that it disturbs no copy.
    private static func execute(_ sql: String, url: String) async throws {
        try await CommandStage.execute(sql, on: replacingDatabase(in: url, with: "postgres"))
    }

    /// Runs statements on a connection of their own.
    static func execute(_ sql: String, on url: String?) async throws {
        let connection = try await PostgresConnection.connect(url ?? "")
        do {
            try await connection.executeScript(sql)
            await connection.close()
        } catch {
            await connection.close()
            throw error
        }
    }

    private static func replacingDatabase(in url: String, with name: String) -> String {
        url.replacingOccurrences(of: "@/semblance?", with: "@/\(name)?")
    }
}
