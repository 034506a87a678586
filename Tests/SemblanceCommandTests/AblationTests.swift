import Foundation
import SemblanceTestSupport
import Testing

@Suite("Benchmarks/ablation")
struct AblationTests {
    private static let configurations = """
        {"shared": ["--resolution", "32", "--width", "16", "--latent-dimension", "16", "--batch", "8", "--no-mirror"],
         "configurations": [{"name": "plain", "flags": []}, {"name": "Latent dimension 8", "flags": ["--latent-dimension", "8"]}]}
        """

    @Test("Persons are held out whole, rows that are there are not taken again, and words of people stay in the table")
    func ablation() async throws {
        let stage = try await CommandStage.shared.ready()
        let manager = FileManager.default
        let home = await TestHome.reserve(prefix: "semblance-test-ablation-")
        let folder = stage.file("-ablation")
        try manager.createDirectory(atPath: folder, withIntermediateDirectories: true)
        try Data(Self.configurations.utf8).write(to: URL(fileURLWithPath: folder + "/ablation.json"))
        let results = folder + "/results.json"
        let page = folder + "/page.md"
        func run(_ steps: String, _ more: String...) async throws -> CommandOutcome {
            try await stage.semblance.run(
                "/usr/bin/env",
                [
                    "python3", Corpora.packageRoot + "/Benchmarks/ablation", "--corpus", stage.corpus, "--steps", steps, "--home", home,
                    "--results", results, "--output", page, "--configurations", folder + "/ablation.json", "--binary", CommandRunner.binary,
                ] + more, within: 240)
        }
        func rows() throws -> [JSONDocument] { try JSONDocument(String(contentsOfFile: results, encoding: .utf8)).items }

        // As if it had been interrupted after the first row.
        let first = try await run("3", "--only", "plain")
        #expect(first.status == 0, "\(first.errors)")
        #expect(try rows().count == 1)
        let text = try String(contentsOfFile: page, encoding: .utf8)
        try Data(text.replacing("Nobody has read the table yet.", with: "The words of people.").utf8).write(to: URL(fileURLWithPath: page))

        let second = try await run("3")
        #expect(second.status == 0, "\(second.errors)")
        #expect(second.errors.contains("plain: there already"))
        let taken = try rows()
        #expect(taken.map { $0["name"]?.text } == ["plain", "Latent dimension 8"])
        // What is a configuration's own goes before what is shared.
        #expect(taken[1]["flags"]?.items.compactMap(\.text).joined(separator: " ").contains("--latent-dimension 8") == true)
        #expect(taken.allSatisfy { $0["training"]?["steps"]?.int == 3 && $0["evaluation"]?["self_retrieval"]?["mirror"]?.number != nil })

        // Eight photos a person: sides that share nobody hold multiples of eight.
        let facts = try #require(taken[0]["corpus"])
        let (learned, held) = (facts["trained_on"]?.int ?? 0, facts["held_out"]?.int ?? 0)
        #expect(learned + held == CommandStage.facesCount && held > 0 && held % 8 == 0 && facts["by_person"]?.isTrue == true)
        #expect(taken[0]["evaluation"]?["images"]?.int == held)
        #expect(try manager.contentsOfDirectory(atPath: home + "/split/train").count == learned)

        let table = try String(contentsOfFile: page, encoding: .utf8)
        #expect(table.contains("The words of people.") && table.contains("| Latent dimension 8 | 3 |") && table.contains("| plain | 3 |"))
        #expect(!table.contains(home))
        #expect(try !String(contentsOfFile: results, encoding: .utf8).contains(home))
    }

    @Test("Configurations that the repository ships are well formed and of different names")
    func shipped() throws {
        let path = Corpora.packageRoot + "/Benchmarks/ablation.json"
        let document = try JSONDocument(String(contentsOfFile: path, encoding: .utf8))
        let listed = try #require(document["configurations"]).items
        #expect(Set(listed.compactMap { $0["name"]?.text }).count == listed.count && listed.count >= 16)
        #expect(listed.allSatisfy { $0["flags"]?.items.first?.text?.hasPrefix("--") ?? true })
    }
}
