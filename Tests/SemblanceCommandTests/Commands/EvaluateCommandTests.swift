import Foundation
import SemblanceCore
import SemblanceImaging
import Testing

@Suite("evaluate")
struct EvaluateCommandTests {
    @Test("A version is judged by its name, with the labels beside the corpus's images; the file it came from says the same")
    func figures() async throws {
        let stage = try await CommandStage.shared.ready()
        let semblance = stage.semblance
        let outcome = try await semblance(
            "evaluate", "faces@1", "--corpus", stage.corpus, "--limit", "80", "--queries", "20", "--samples", "40", "--json")
        let reply = try outcome.json()
        #expect(reply["model"]?["name"]?.text == "faces" && reply["file"] == .null && reply["held_out"] == .null)
        #expect(reply["images"]?.int == 80 && reply["failed"]?.int == 0 && reply["samples"]?.int == 40)
        #expect(reply["labels_file"]?.text?.hasSuffix("labels.csv") == true)
        let correlation = try #require(reply["correlation"]?.number)
        #expect((-1...1).contains(correlation))
        for figure in ["l1", "psnr", "ms_ssim"] { #expect(reply["reconstruction"]?[figure]?.number?.isFinite == true, "\(figure)") }
        for change in ["jpeg50", "crop5", "shift", "brightness", "mirror"] {
            #expect(reply["self_retrieval"]?[change]?.number.map { (0...1).contains($0) } == true, "\(change)")
        }
        // Drawn faces: who they show, eight photos each, and attributes of which only some have two values.
        #expect(reply["identity"]?["queries"]?.int == 80 && reply["identity"]?["recall_at_1"]?.number != nil)
        #expect(reply["identity_by_label"]?["glasses"] != nil)
        let glasses = try #require(reply["labels"]?["glasses"])
        let (agreement, base) = (glasses["agreement"]?.number ?? 0, glasses["base"]?.number ?? 0)
        #expect(abs((glasses["lift"]?.number ?? 9) - (agreement - base) / (1 - base)) < 1e-9)
        #expect(reply["labels"]?["identity"] == .null && reply["labels"]?["hair_color"] == .null)
        #expect(reply["collapse"]?["dimensions"]?["dead"]?.int != nil)
        #expect(outcome.errors.contains("corpus: 80/80 images"))

        for name in ["pca", "pca_whitened", "untrained"] {
            let baseline = try #require(reply["baselines"]?[name])
            #expect(baseline["fitted_on"]?.text == "corpus" && baseline["fitted_images"]?.int == 80, "\(name)")
            #expect(baseline["label_lift"]?.number != nil && baseline["self_retrieval"]?["jpeg50"]?.number != nil, "\(name)")
        }
        #expect(reply["baselines"]?["untrained"]?["correlation"]?.number != nil && reply["fid"] == .null)
        #expect(reply["swd"]?["samples"]?.number != nil && reply["swd"]?["images"]?.int == 20)

        let checkpoint = try #require(try stage.training.json()["run_folder"]?.text) + "/model.safetensors"
        // No database is needed for a file: nobody could make this home.
        var bare = semblance
        (bare.home, bare.url) = ("/dev/null/home", nil)
        let other = try await bare(
            "evaluate", checkpoint, "--corpus", stage.corpus, "--limit", "80", "--queries", "20", "--samples", "40", "--json"
        ).json()
        #expect(other["file"]?.text == checkpoint && other["model"] == .null)
        for name in ["correlation", "reconstruction", "self_retrieval", "labels", "label_lift", "identity", "collapse", "swd", "baselines"]
        {
            #expect(other[name] == reply[name], "\(name)")
        }
    }

    @Test("The report is kept with the version beside what training measured, unless it is not wanted")
    func saved() async throws {
        let stage = try await CommandStage.shared.ready()
        let semblance = try await stage.copied()
        let flags = ["--corpus", stage.corpus, "--limit", "40", "--queries", "8", "--samples", "10", "--no-baselines", "--json"]
        func quality() async throws -> (metrics: JSONDocument?, quality: JSONDocument?) {
            let metrics = try await semblance("models", "show", "faces@1", "--json").json()["metrics"]
            return (metrics, metrics?["quality"])
        }
        _ = try await semblance.run(CommandRunner.binary, ["evaluate", "faces@1", "--no-save"] + flags).json()
        let before = try await quality()
        #expect(before.quality == nil || before.quality == .null)
        let reply = try await semblance.run(CommandRunner.binary, ["evaluate", "faces@1"] + flags).json()
        let after = try await quality()
        #expect(after.quality?["correlation"]?.number == reply["correlation"]?.number && after.quality?["evaluated_at"]?.text != nil)
        #expect(after.metrics?["training"] == before.metrics?["training"] && after.metrics?["training"] != nil)
        #expect(reply["baselines"] == .null)

        let checkpoint = try #require(try stage.training.json()["run_folder"]?.text) + "/model.safetensors"
        let refused = try await semblance.run(CommandRunner.binary, ["evaluate", checkpoint, "--save"] + flags)
        #expect(refused.status == 64 && refused.errors.contains("--save"))
    }

    @Test("FID by a network that was named, and a sheet with everything; the same command twice says the same")
    func inceptionAndSheet() async throws {
        let stage = try await CommandStage.shared.ready()
        let sheet = stage.file(".png")
        let network = try ScriptFeaturesTests.file("features")
        func reply(seed: String) async throws -> JSONDocument {
            try await stage.semblance(
                "evaluate", "faces@1", "--corpus", stage.corpus, "--limit", "80", "--queries", "20", "--samples", "24", "--seed", seed,
                "--inception", network, "--sheet", sheet, "--no-save", "--json"
            ).json()
        }
        let first = try await reply(seed: "1")
        #expect(first["fid"]?["dimension"]?.int == 8 && first["fid"]?["images"]?.int == 20 && first["fid"]?["file"]?.text == network)
        #expect(try #require(first["fid"]?["samples"]?.number) > 0 && first["fid"]?["reconstructions"]?.number != nil)
        #expect(first["sheet"]?.text == sheet)
        let picture = try ImageDecoder.decode(Array(try Data(contentsOf: URL(fileURLWithPath: sheet))))
        #expect(picture.width == 1400 && picture.height > 1500)
        let second = try await reply(seed: "1")
        for (name, value) in first.members where name != "seconds" { #expect(second[name] == value, "\(name)") }
        #expect(try await reply(seed: "2")["swd"] != first["swd"])
        try await stage.semblance(
            "evaluate", "faces@1", "--corpus", stage.corpus, "--inception", try ScriptFeaturesTests.file("no-pictures")
        )
        .expectFailure(saying: "does not take pictures")
    }

    @Test("People get a table; without a corpus it holds what samples tell")
    func table() async throws {
        let stage = try await CommandStage.shared.ready()
        let whole = try await stage.semblance("evaluate", "faces", "--corpus", stage.corpus, "--held-out", "0.5", "--samples", "20")
        #expect(whole.status == 0, "\(whole.errors)")
        for word in [
            "faces@1", "correlation", "label lift", "identity recall@1", "identity recall@1 by label", "mirrored", "2 of 5 scales",
            "glasses", "whitened PCA",
            "untrained", "SWD", "baselines: fitted on",
        ] {
            #expect(whole.output.contains(word), "\(word)")
        }
        let samples = try await stage.semblance("evaluate", "faces", "--samples", "20")
        #expect(samples.output.contains("correlation") && !samples.output.contains("label lift"))
    }

    @Test("What is not there or not readable is named in one line")
    func failures() async throws {
        let stage = try await CommandStage.shared.ready()
        try await stage.semblance("evaluate", "nobody").expectFailure(saying: "nobody")
        try await stage.semblance("evaluate", "gone.safetensors").expectFailure(saying: "gone.safetensors")
        try await stage.semblance("evaluate", "faces", "--corpus", "gone").expectFailure(saying: "gone")
        let empty = stage.file("-empty")
        try FileManager.default.createDirectory(atPath: empty, withIntermediateDirectories: true)
        try await stage.semblance("evaluate", "faces", "--corpus", empty).expectFailure(saying: "holds no photos")
        let labels = stage.file(".csv")
        try Data("file,a\nx,1,2\n".utf8).write(to: URL(fileURLWithPath: labels))
        try await stage.semblance("evaluate", "faces", "--corpus", stage.corpus, "--labels", labels).expectFailure(saying: "line 2")
        let damaged = stage.file(".safetensors")
        try Data([1, 2, 3]).write(to: URL(fileURLWithPath: damaged))
        try await stage.semblance("evaluate", damaged).expectFailure(saying: damaged)
    }
}
