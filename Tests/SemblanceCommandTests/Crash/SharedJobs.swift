import SemblanceCore
import Testing

/// Tests of processes that share a job. They run one after the other: each holds the places of two processes.
@Suite("Processes that share a job", .serialized)
enum SharedJobs {
    /// A database with a job of some thousand files in the queue, and what indexing them undisturbed leaves.
    struct Stage: Sendable {
        let semblance: CommandRunner
        let corpus: CrashCorpus
        let undisturbed: IndexTables
        let job: String

        /// Runs as the stage does, by another way to the database and with other variables.
        func runner(_ url: String? = nil, leaseSeconds: Double) -> CommandRunner {
            var runner = semblance
            runner.url = url ?? semblance.url
            runner.variables["SEMBLANCE_JOBS_LEASE_SECONDS"] = "\(leaseSeconds)"
            return runner
        }

        /// Expects that all of the job is stored, once.
        func expectComplete(location: SourceLocation = #_sourceLocation) async throws {
            try await IndexTables(semblance.url).expectSame(as: undisturbed, "all is stored, once", location: location)
        }
    }

    private static let prepared = Task {
        let stage = try await CommandStage.shared.ready()
        let corpus = try await CrashCorpus(at: stage.file("-shared"), seed: 7, loose: 3000, packed: 80, stage.semblance)
        let quiet = try await stage.copied()
        let reply = try await quiet.run(CommandRunner.binary, ["index", "--json", "--corpus"] + corpus.places).json()
        #expect(reply["encoded"]?.int == corpus.distinct && reply["total"]?.int == corpus.total)
        return (corpus, try await IndexTables(quiet.url))
    }

    /// A stage of its own, the job queued.
    static func stage() async throws -> Stage {
        let (corpus, undisturbed) = try await prepared.value
        let semblance = try await CommandStage.shared.ready().copied()
        let queued = try await semblance.run(CommandRunner.binary, ["index", "--detach", "--json", "--corpus"] + corpus.places).json()
        #expect(queued["state"]?.text == "queued" && queued["total"]?.int == corpus.total)
        return Stage(
            semblance: semblance, corpus: corpus, undisturbed: undisturbed, job: "\(try #require(queued["id"]?.int))")
    }
}
