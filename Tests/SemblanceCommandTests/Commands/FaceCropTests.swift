import Foundation
import SemblanceCore
import SemblanceImaging
import Testing

@Suite("Models that see faces cut out of their photos")
struct FaceCropTests {
    /// A photo without anybody.
    private func blank(_ stage: CommandStage.Set) throws -> String {
        let path = stage.file("-blank.png")
        try RGBImage(width: 200, height: 100, red: 90, green: 120, blue: 60).png().write(to: URL(fileURLWithPath: path))
        return path
    }

    @Test("train --crop face settles it: index, search and retrain follow the version without being told")
    func train() async throws {
        let stage = try await CommandStage.shared.ready()
        let semblance = try await stage.copied()
        let arguments = ["train", "--corpus", stage.corpus, "--crop", "face", "--name", "framed", "--steps", "2", "--json"]
        let trained = try await semblance.run(CommandRunner.binary, arguments + CommandStage.trainingFlags).json()
        let id = "\(try #require(trained["model"]?["id"]?.int))"
        let shown = try await semblance("models", "show", id, "--json").json()
        #expect(shown["configuration"]?["model"]?["preprocessing"]?["crop"]?.text == "face")
        #expect(try await semblance("index", "--corpus", stage.corpus, "--model", id, "--json").json()["encoded"]?.int == 200)

        let own = try await semblance("search", stage.photos[5], "--model", id, "--json").json()
        #expect(own["query"]?["faces"]?.int != nil)
        #expect(own["hits"]?[0]?["source"]?.text == stage.photos[5] && (own["hits"]?[0]?["distance"]?.number ?? 1) < 1e-4)
        let blank = try blank(stage)
        #expect(try await semblance("search", blank, "--model", id, "--json").json()["query"]?["faces"]?.int == 0)
        #expect(try await semblance("search", blank, "--model", id).output.contains("no face found: asked with the middle of the photo"))
        #expect(try await semblance("search", blank, "--json").json()["query"]?["faces"] == nil)

        _ = try await semblance("models", "activate", id, "--json").json()
        let again = try await semblance("retrain", "--steps", "2", "--gate", "correlation=2", "--force", "--json").json()
        #expect(again["state"]?.text == "succeeded", "\(again["message"]?.text ?? "")")
        #expect(try await semblance("search", blank, "--json").json()["query"]?["faces"]?.int == 0)
    }

    @Test("models import --crop face registers the same weights as a version that sees faces")
    func imported() async throws {
        let stage = try await CommandStage.shared.ready()
        let semblance = try await stage.copied()
        let file = stage.file(".safetensors")
        _ = try await semblance("models", "export", "faces", file, "--json").json()
        let imported = try await semblance("models", "import", file, "--name", "framed", "--crop", "face", "--json").json()
        let id = "\(try #require(imported["model"]?["id"]?.int))"
        let shown = try await semblance("models", "show", id, "--json").json()
        #expect(shown["configuration"]?["model"]?["preprocessing"]?["crop"]?.text == "face")
        try await semblance("models", "import", file, "--crop", "face").expectFailure(saying: "framed@1", "--again")
        #expect(try await semblance("index", "--model", id, "--json").json()["encoded"]?.int == 200)
        #expect(try await semblance("search", try blank(stage), "--model", id, "--json").json()["query"]?["faces"]?.int == 0)
        #expect(try await semblance("models", "verify", id, "--sample", "20", "--json").json()["holds"]?.isTrue == true)

        let back = stage.file(".safetensors")
        _ = try await semblance("models", "export", id, back, "--json").json()
        let other = try await stage.bare()
        _ = try await other("database", "migrate").output
        let centred = try await other("models", "import", back, "--crop", "center", "--json").json()
        #expect(centred["model"]?["name"]?.text == "framed")
        #expect(try await other("index", "--corpus", stage.corpus, "--json").json()["encoded"]?.int == 200)
        let query = ["search", stage.photos[7], "-k", "5", "--json"]
        let (here, there) = (
            try await semblance.run(CommandRunner.binary, query).json(), try await other.run(CommandRunner.binary, query).json()
        )
        #expect(there["query"]?["faces"] == nil)
        #expect(there["hits"]?.items.map { $0["distance"] } == here["hits"]?.items.map { $0["distance"] })
    }
}
