import Foundation
import SemblanceCore
import SemblanceImaging
import Testing

@Suite("demo")
struct DemoCommandTests {
    private static let side = 64

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

        let text = try await semblance("demo", "--corpus", stage.corpus).output
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

    private func expectPictures(_ summary: JSONDocument, in folder: String) throws {
        let side = Self.side
        let files = try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
        #expect(
            files == ["interpolation.png", "neighbours.png", "reconstructions.png", "samples.png", "summary.json", "summary.md"])
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
