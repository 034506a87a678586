import Foundation
import Glibc
import SemblanceCore
import SemblanceTestSupport
import Testing

@Suite("retrain")
struct RetrainCommandTests {
    /// Versions of so few steps are as good as each other: the gate is asked, and does not decide.
    private static let lenient = ["--gate", "correlation=2", "--force"]

    private func retrain(_ flags: String...) -> [String] { ["retrain", "--json"] + Self.lenient + flags }

    @Test("trains on from the version that serves, encodes everything anew, and activates; one command takes it back")
    func whole() async throws {
        let stage = try await CommandStage.shared.ready()
        let semblance = try await stage.copied()
        let wrong = try await semblance("retrain", "--no-activate", "--force")
        #expect(wrong.status == 64 && wrong.errors.contains("contradict"))
        let reply = try await semblance.run(CommandRunner.binary, retrain("--steps", "12", "--why", "more photos")).json()
        #expect(reply["state"]?.text == "succeeded" && reply["activated"] == .bool(true), "\(reply["message"]?.text ?? "")")
        #expect(reply["model"]?["name"]?.text == "faces" && reply["model"]?["version"]?.int == 2 && reply["parent"]?["version"]?.int == 1)
        #expect(reply["corpus"]?["photos"]?.int == CommandStage.facesCount && reply["training"]?["steps"]?.int == 12)
        #expect(
            reply["encoding"]?["encoded"]?.int == CommandStage.facesCount && reply["gate"]?["checks"]?[0]?["figure"]?.text == "correlation")
        let figures = reply["evaluation"]
        #expect(figures?["photos"]?.int ?? 0 > 0 && figures?["candidate_figures"]?["self_retrieval"] != nil)
        #expect(figures?["serving_figures"]?["reconstruction_l1"] != nil)

        let models = try await semblance("models", "list", "--json").json().items
        #expect(
            models.map { $0["active"] } == [.bool(true), .bool(false)]
                && models.allSatisfy { $0["latents"]?.int == CommandStage.facesCount })
        let shown = try await semblance("models", "show", "faces@2")
        #expect(shown.output.contains("job:") && shown.output.contains("more photos"))
        let hits = try await semblance("search", stage.photos[3], "-k", "3", "--json").json()
        #expect(hits["model"]?["version"]?.int == 2 && hits["hits"]?.items.first?["source"]?.text == stage.photos[3])
        let curves = stage.file("-curves.png")
        _ = try await semblance("models", "compare", "faces@2", "faces@2", "--curves", curves, "--json").json()
        #expect(FileManager.default.fileExists(atPath: curves), "its run is known as that of the version")
        _ = try await semblance("models", "rollback", "--json").json()
        #expect(try await semblance("search", stage.photos[3], "--json").json()["model"]?["version"]?.int == 1)
    }

    @Test("killed while it trains, it goes on from its last checkpoint with the next worker that comes, into the same version")
    func killed() async throws {
        let stage = try await CommandStage.shared.ready()
        let semblance = try await stage.copied()
        let run = semblance.home + "/runs"
        let arguments = retrain("--steps", "400", "--checkpoint-interval", "5")
        let outcome = try await semblance.run(CommandRunner.binary, arguments) { process in
            try await until { Self.checkpoints(in: run) }
            process.send(SIGKILL)
        }
        #expect(outcome.status == 128 + SIGKILL)
        let before = try await semblance("jobs", "list", "--json").json().items
        let job = try #require(before.first { $0["kind"]?.text == "retrain" })
        #expect(job["state"]?.text == "running" && job["stage"]?["name"]?.text == "train")
        // A worker knows nothing of it but what the database says.
        var other = semblance
        other.home = stage.file("-other-home")
        let ended = try await other("worker", "--until-idle", "--json").json().items
        #expect(ended.contains { $0["id"]?.int == job["id"]?.int && $0["state"]?.text == "succeeded" })
        let shown = try await semblance("jobs", "show", "\(job["id"]?.int ?? 0)", "--json").json()
        #expect(shown["attempts"]?.int == 2 && shown["result"]?["training"]?["steps"]?.int == 400)
        #expect(shown["result"]?["activated"] == .bool(true) && shown["model"]?.int == job["model"]?.int)
        // The steps that the other machine did not see were not done again.
        let lines = try String(contentsOfFile: other.home + "/runs/retrain-\(job["id"]?.int ?? 0)/metrics.jsonl", encoding: .utf8)
        let first = try JSONDocument(String(try #require(lines.split(separator: "\n").first)))
        #expect(first["step"]?.int ?? 0 > 5)
        #expect(try await semblance("models", "list", "--json").json().items.count == 2)
    }

    @Test("interrupted, it says how to go on, and goes on")
    func interrupted() async throws {
        let stage = try await CommandStage.shared.ready()
        let semblance = try await stage.copied()
        let outcome = try await semblance.run(CommandRunner.binary, retrain("--steps", "1000000", "--checkpoint-interval", "5")) {
            process in
            try await until { Self.checkpoints(in: semblance.home + "/runs") }
            process.send(SIGINT)
        }
        outcome.expectFailure(saying: "interrupted", "semblance retrain --job", "semblance jobs cancel", status: 130)
        let jobs = try await semblance("jobs", "list", "--json").json().items
        let job = try #require(jobs.first { $0["kind"]?.text == "retrain" }?["id"]?.int)
        #expect(try await semblance("jobs", "show", "\(job)", "--json").json()["state"]?.text == "queued")
        try await semblance("retrain", "--steps", "3").expectFailure(saying: "has not ended", "jobs cancel \(job)")
        _ = try await semblance("jobs", "cancel", "\(job)")
        // The version that was half-trained goes when the next worker comes.
        _ = try await semblance("worker", "--until-idle")
        #expect(try await semblance("models", "list", "--json").json().items.count == 1)
    }

    @Test("a version is filled with everything that the database knows, without a corpus")
    func fill() async throws {
        let stage = try await CommandStage.shared.ready()
        let semblance = try await stage.copied()
        let flags = ["train", "--corpus", stage.corpus, "--steps", "2", "--json"] + CommandStage.trainingFlags
        _ = try await semblance.run(CommandRunner.binary, flags).json()
        let reply = try await semblance("index", "--model", "faces@2", "--json").json()
        #expect(reply["total"]?.int == CommandStage.facesCount && reply["encoded"]?.int == CommandStage.facesCount)
        #expect(try await semblance("index", "--model", "faces@2", "--json").json()["unchanged"]?.int == CommandStage.facesCount)
        let wrong = try await semblance("index", "--prune")
        #expect(wrong.status == 64 && wrong.errors.contains("need --corpus"))
    }

    /// Whether a retraining has kept a checkpoint of a dozen steps or more.
    private static func checkpoints(in runs: String) -> Bool {
        let folders = (try? FileManager.default.contentsOfDirectory(atPath: runs)) ?? []
        return folders.contains { folder in
            folder.hasPrefix("retrain-") && ((try? InterruptTests.lastStep(of: runs + "/" + folder)) ?? 0) > 12
                && FileManager.default.fileExists(atPath: "\(runs)/\(folder)/checkpoint.safetensors")
        }
    }
}
