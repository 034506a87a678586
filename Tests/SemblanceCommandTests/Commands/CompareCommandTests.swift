import Foundation
import SemblanceCore
import SemblanceImaging
import Testing

@Suite("models compare")
struct CompareCommandTests {
    @Test("Two versions that have encoded the same photos: neighbours, pictures, latents and a verdict, as JSON, text and a sheet")
    func report() async throws {
        let stage = try await CommandStage.shared.ready()
        let semblance = try await stage.copied()
        let training = ["train", "--corpus", stage.corpus, "--steps", "4", "--grid-interval", "0", "--seed", "5", "--json"]
        _ = try await semblance.run(CommandRunner.binary, training + CommandStage.trainingFlags).json()
        _ = try await semblance("index", "--corpus", stage.corpus, "--model", "faces@2", "--json").json()

        let sheet = stage.file("-changed.png")
        let outcome = try await semblance(
            "models", "compare", "faces@1", "faces@2", "--queries", "150", "--changed", "4", "--photos", "20", "--samples", "16", "--sheet",
            sheet, "--json")
        let reply = try outcome.json()
        #expect(reply["first"]?["version"]?.int == 1 && reply["second"]?["version"]?.int == 2)
        #expect(reply["images"]?["common"]?.int == CommandStage.facesCount && reply["images"]?["alone"]?["first"]?.int == 0)
        let neighbours = try #require(reply["neighbours"])
        let histogram = try #require(neighbours["overlap"]?["histogram"]?.items).compactMap(\.int)
        #expect(neighbours["queries"]?.int == 150 && histogram.count == 11 && histogram.reduce(0, +) == 150)
        let mean = try #require(neighbours["overlap"]?["mean"]?.number)
        #expect(abs(mean - Double(histogram.enumerated().reduce(0) { $0 + $1.offset * $1.element }) / 150) < 1e-9)
        #expect((-1...1).contains(try #require(neighbours["correlation"]?.number)))
        #expect(try #require(neighbours["median_rank"]?.number) >= 5.5)
        let changed = try #require(reply["changed"]?.items)
        #expect(changed.count == 4 && changed.allSatisfy { $0["neighbours"]?["second"]?.items.count == 10 })
        #expect(changed[0]["source"]?.text?.hasSuffix(".jpg") == true)
        for version in ["first", "second"] {
            #expect(reply["latents"]?[version]?["dimensions"]?["dead"]?.int != nil, "\(version)")
            #expect(reply["samples"]?[version]?["correlation"]?.number != nil, "\(version)")
            #expect(reply["reconstruction"]?["quality"]?[version]?["images"]?.int == 20, "\(version)")
        }
        let text = try #require(reply["verdict"]?["text"]?.text)
        #expect(["drifted", "collapsed"].contains(reply["verdict"]?["kind"]?.text ?? "") && text.contains("faces@2"))
        #expect(outcome.errors.contains("neighbours: 150/150 images") && outcome.errors.contains("photos: 20/20 images"))
        let picture = try ImageDecoder.info(of: FileReader.read(BytePath(sheet), maximumBytes: 1 << 26))
        #expect(picture.width > 11 * 128 && picture.height > 8 * 128)

        let table = try await semblance("models", "compare", "faces@1", "faces@2", "--queries", "150", "--photos", "20", "--samples", "16")
        #expect(table.output.hasSuffix(text + "\n"), "\(table.output)")
        for word in ["200 in common", "kept of 10", "overlap@10", "changed most", "reconstruction L1", "dead dimensions"] {
            #expect(table.output.contains(word), "\(word)")
        }
    }

    @Test("Versions that cannot be compared are told so in one line")
    func incomparable() async throws {
        let stage = try await CommandStage.shared.ready()
        let semblance = try await stage.copied()
        let training = ["train", "--corpus", stage.corpus, "--steps", "2", "--grid-interval", "0", "--json"] + CommandStage.trainingFlags
        _ = try await semblance.run(CommandRunner.binary, training).json()
        let reply = try await semblance("models", "compare", "faces@1", "faces@2", "--samples", "0", "--json").json()
        #expect(reply["verdict"]?["kind"]?.text == "incomparable" && reply["neighbours"] == .null && reply["reconstruction"] == .null)
        #expect(reply["verdict"]?["text"]?.text?.contains("faces@2 has encoded nothing") == true)
        try await semblance("models", "compare", "faces@1", "faces@2", "--samples", "0", "--sheet", stage.file(".png"))
            .expectFailure(saying: "faces@2 has encoded nothing")

        _ = try await semblance("collections", "create", "pets", "--json").json()
        let other = try await semblance.run(CommandRunner.binary, training + ["--collection", "pets"]).json()
        let id = try #require(other["model"]?["id"]?.int)
        try await semblance("models", "compare", "faces@1", "\(id)").expectFailure(saying: "two collections")
    }
}
