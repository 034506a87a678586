import Foundation
import SemblanceImaging
import Testing

@Suite("The family of objectives, as commands meet it")
struct FamilyCommandTests {
    private func train(_ semblance: CommandRunner, _ corpus: String, _ flags: [String]) async throws -> JSONDocument {
        try await semblance.run(
            CommandRunner.binary,
            ["train", "--corpus", corpus, "--steps", "4", "--grid-interval", "0", "--json"] + CommandStage.trainingFlags + flags
        ).json()
    }

    @Test("a model without an encoder samples; index, search and reconstruct refuse it, and say which objectives encode")
    func withoutEncoder() async throws {
        let stage = try await CommandStage.shared.ready()
        let semblance = try await stage.copied()
        let trained = try await train(semblance, stage.corpus, ["--objective", "wgan-gp", "--name", "samples-only"])
        #expect(trained["objective"]?.text == "wgan-gp" && trained["losses"]?["penalty"]?.number != nil)
        // No encoder, no correlation and no reconstructions.
        #expect(trained["evaluation"]?.members.keys.sorted() == ["collapse"])
        let files = try FileManager.default.contentsOfDirectory(atPath: try #require(trained["run_folder"]?.text))
        #expect(files.contains("samples-000004.png") && !files.contains("reconstructions-000004.png"))

        let grid = stage.file("-grid.png")
        _ = try await semblance("sample", "-n", "4", "-o", grid, "--model", "samples-only", "--json").json()
        #expect(FileManager.default.fileExists(atPath: grid))
        for arguments in [
            ["index", "--corpus", stage.corpus, "--model", "samples-only"],
            ["reconstruct", stage.photos[0], "--model", "samples-only", "-o", stage.file(".png")],
        ] {
            let outcome = try await semblance.run(CommandRunner.binary, arguments)
            #expect(outcome.status == 1, "\(arguments)")
            #expect(outcome.errors.contains("a model trained by wgan-gp generates images but does not encode photos"), "\(outcome.errors)")
            #expect(outcome.errors.contains("o-gan") && outcome.errors.contains("bigan-qp"))
        }
        // Refused before there is a job.
        #expect(try await semblance("jobs", "list", "--json").json().items.count == 1)
    }

    @Test("latents of BiGAN-QP are found by both metrics: a photo is its own first hit, at distance 0")
    func lengths() async throws {
        let stage = try await CommandStage.shared.ready()
        let semblance = try await stage.copied()
        _ = try await train(semblance, stage.corpus, ["--objective", "bigan-qp", "--critic-width", "16", "--name", "pairs"])
        _ = try await semblance("index", "--corpus", stage.corpus, "--model", "pairs", "--json").json()
        _ = try await semblance("models", "activate", "pairs", "--json").json()
        for metric in ["cosine", "euclidean"] {
            let reply = try await semblance("search", stage.photos[3], "-k", "5", "--metric", metric, "--json").json()
            let hits = try #require(reply["hits"]?.items)
            #expect(hits.count == 5 && hits[0]["source"]?.text?.hasSuffix(stage.photos[3]) == true, "\(metric)")
            #expect(abs(hits[0]["distance"]?.number ?? 1) < 1e-5, "\(metric)")
            #expect(reply["query"]?["realism"]?.number != nil)
        }
    }

    @Test("models compare sets two versions side by side by what both have measured, and draws their curves")
    func compare() async throws {
        let stage = try await CommandStage.shared.ready()
        let semblance = try await stage.copied()
        let first = try await train(semblance, stage.corpus, ["--name", "plain"])
        let second = try await train(semblance, stage.corpus, ["--name", "consistent", "--consistency", "0.5"])
        let curves = stage.file("-curves.png")
        let reply = try await semblance("models", "compare", "plain", "consistent", "--curves", curves, "--json").json()
        let correlation = try #require(reply["figures"]?["evaluation"]?["correlation"])
        #expect(correlation["first"] == first["evaluation"]?["correlation"])
        #expect(correlation["second"] == second["evaluation"]?["correlation"])
        #expect(reply["figures"]?["training"]?["gap"] != nil && reply["figures"]?["training"]?["consistency"] == nil)
        let picture = try ImageDecoder.info(of: FileReader.read(BytePath(curves), maximumBytes: 1 << 24))
        #expect(picture.width > 300 && picture.height > 200)
        let table = try await semblance("models", "compare", "plain", "consistent").output
        #expect(table.contains("plain@1") && table.contains("evaluation correlation"))
        #expect(table.hasSuffix("index photos with both: semblance index --corpus DIR --model consistent@1\n"))

        try await semblance("models", "compare", "plain", "nobody").expectFailure(saying: "nobody")
    }
}
