import Foundation
import SemblanceCore
import SemblanceImaging
import SemblanceTestSupport
import Testing

@Suite("demo")
struct DemoCommandTests {
    private static let side = 64

    @Test("Without anything it looks at faces that the shipped model draws, and serves them")
    func shipped() async throws {
        let stage = try await CommandStage.shared.ready()
        let semblance = try await stage.copied()
        let first = try await semblance("demo", "--json", within: 600)
        let summary = try first.json()
        #expect(summary["is_shipped"]?.isTrue == true && summary["training"] == nil && summary["unlike"] == nil)
        #expect(summary["model"]?["name"]?.text == "faces-64" && summary["model"]?["version"]?.int == 1)
        #expect(summary["index"]?["total"]?.int == 2000 && summary["index"]?["encoded"]?.int == 2000)
        let drawn = try #require(summary["corpus"]?.text)
        #expect(drawn.hasPrefix(semblance.home + "/demo/faces-"))
        #expect(try FileManager.default.contentsOfDirectory(atPath: drawn).count == 2003)
        #expect(summary["searches"]?.items.count == 6)
        try expectPictures(summary, in: semblance.home + "/demo", beside: [(drawn as NSString).lastPathComponent])

        // Once more it draws and encodes nothing, and the page's server shows what is there.
        let again = try await semblance.run(
            CommandRunner.binary, ["demo", "--serve", "--port", "0", "--json"], within: 600
        ) { process in
            let server = try await ServedProcess(process)
            try await server.ready()
            let hits = try await server.search(ServeTests.bytes(drawn + "/00001.png"))
            let model = try hits.json()["model"]?["name"]
            #expect(model?.text == "faces-64")
            #expect(try hits.hits().count == 3)
            process.send(SIGINT)
        }
        #expect(again.status == 0)
        let file = semblance.home + "/demo/summary.json"
        #expect(try JSONDocument(String(contentsOfFile: file, encoding: .utf8))["index"]?["unchanged"]?.int == 2000)
    }

    @Test("Photos unlike what the shipped model knows are told apart, with what to do about it")
    func strangers() async throws {
        let stage = try await CommandStage.shared.ready()
        let semblance = try await stage.copied()
        let outcome = try await semblance("demo", "--corpus", stage.corpus, "--json", within: 600)
        let summary = try outcome.json()
        #expect((summary["index"]?["unlike"]?.number ?? 0) > 0.4)
        let advice = try #require(summary["unlike"]?.text)
        let collection = try #require(summary["collection"]?.text)
        #expect(advice.contains("faces-64@1") && advice.contains("semblance retrain --collection \(collection)"))
        #expect(try String(contentsOfFile: semblance.home + "/demo/summary.md", encoding: .utf8).contains(advice))
        #expect(summary["is_shipped"]?.isTrue == true && summary["index"]?["total"]?.int == 197)

        // Whoever indexes with it is told the same, once: a few photos more are not measured again.
        let model = Corpora.packageRoot + "/models/faces-64-o-gan.safetensors"
        _ = try await semblance("models", "import", model, "--name", "known", "--again")
        let first = try await semblance("index", "--corpus", stage.corpus, "--model", "known", "--json", within: 600)
        #expect((try first.json()["unlike"]?.number ?? 0) > 0.4)
        #expect(first.errors.contains("look unlike what known@1 has learned from"))
        #expect(first.errors.contains("semblance retrain --from"))
        let second = try await semblance("index", "--corpus", stage.corpus, "--model", "known", "--json")
        #expect(try second.json()["unlike"] == nil && !second.errors.contains("unlike"))
    }

    @Test("The tour leaves pictures and figures; the second one finds its model")
    func tour() async throws {
        let stage = try await CommandStage.shared.ready()
        let semblance = try await stage.copied()
        let first = try await semblance("demo", "--corpus", stage.corpus, "--minutes", "0.02", "--json", within: 240)
        let summary = try first.json()
        #expect(first.errors.contains("4/4"))
        #expect(summary["corpus"]?.text == stage.corpus)
        #expect(summary["model"]?["name"]?.text == "demo" && summary["model"]?["version"]?.int == 1)
        #expect((summary["training"]?["steps"]?.int ?? 0) >= 1)
        #expect(summary["index"]?["total"]?.int == 197 && summary["index"]?["encoded"]?.int == 197)
        #expect(summary["searches"]?.items.count == 6)
        #expect(summary["searches"]?.items.allSatisfy { $0["hits"]?.items.count == 10 } == true)
        try expectPictures(summary, in: semblance.home + "/demo")

        let text = try await semblance("demo", "--corpus", stage.corpus, "--minutes", "0.02").output
        #expect(text == (try String(contentsOfFile: semblance.home + "/demo/summary.md", encoding: .utf8)))
        #expect(text.contains("an earlier tour did it"))
        let again = try JSONDocument(String(contentsOfFile: semblance.home + "/demo/summary.json", encoding: .utf8))
        #expect(again["training"] == nil)
        #expect(again["model"] == summary["model"])
        #expect(again["index"]?["unchanged"]?.int == 197)
        #expect(again["searches"]?[0]?["hits"] == summary["searches"]?[0]?["hits"])
        // The tour's collection is its own: what served before serves still.
        #expect(try await semblance("models", "list", "--json").json().items.map { $0["name"]?.text } == ["faces"])
    }

    private func expectPictures(_ summary: JSONDocument, in folder: String, beside others: [String] = []) throws {
        let side = Self.side
        let files = try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
        #expect(
            files == (others + ["interpolation.png", "neighbours.png", "reconstructions.png", "samples.png", "summary.json", "summary.md"]))
        let sizes = [
            "interpolation": (11 * side + 2 * 8, side), "reconstructions": (2 * side + 2, 3 * side + 2 * 2),
            "samples": (8 * side + 7 * 2, 8 * side + 7 * 2),
        ]
        for (name, path) in try #require(summary["pictures"]?.members) {
            let bytes = try FileReader.read(BytePath(try #require(path.text)))
            #expect(path.text == "\(folder)/\(name).png")
            #expect(try ImageDecoder.info(of: bytes).format == .png)
            let picture = try ImageDecoder.decode(bytes)
            if let (width, height) = sizes[name] { #expect((picture.width, picture.height) == (width, height)) }
            if name == "neighbours" { #expect(picture.width > 12 * side && picture.height > 6 * side) }
        }
        #expect(summary["pictures"]?.members.count == 4)
    }
}
