import Crypto
import Foundation
import SemblanceCore
import SemblanceImaging
import SemblanceTestSupport
import Testing

@Suite("The shipped models")
struct ShippedModelTests {
    private static let folder = Corpora.packageRoot + "/models"
    private static let names = ["faces-64-o-gan"]

    @Test("are in half precision, small, and named with their checksums in the card")
    func files() throws {
        let card = try String(contentsOfFile: Self.folder + "/README.md", encoding: .utf8)
        var size = 0
        for name in Self.names {
            let bytes = try FileReader.read(BytePath("\(Self.folder)/\(name).safetensors"))
            let (header, _) = try SafetensorsHeader.parse(bytes, source: name)
            #expect(header.entries.values.allSatisfy { $0.type == "F16" })
            #expect(card.contains("`\(name).safetensors`"))
            #expect(card.contains(SHA256.hash(data: bytes).hexadecimal))
            size += bytes.count
        }
        #expect(size < 25_000_000)
        #expect(card.contains("non-commercial research"))
        let shipped = try FileManager.default.contentsOfDirectory(atPath: Self.folder).filter { $0.hasSuffix(".safetensors") }
        #expect(Set(shipped) == Set(Self.names.map { $0 + ".safetensors" }))
    }

    @Test("find their own z again, and changed copies of photos that they have never seen", .enabled(if: Corpora.has(Corpora.lfwFaces)))
    func quality() async throws {
        let stage = try await CommandStage.shared.ready()
        let model = Self.folder + "/faces-64-o-gan.safetensors"
        let outcome = try await stage.semblance(
            "evaluate", model, "--corpus", Corpora.lfwFaces, "--limit", "400", "--no-baselines", "--json", within: 600)
        let report = try outcome.json()
        #expect((report["correlation"]?.number ?? 0) > 0.75)
        for change in ["jpeg50", "crop5", "shift", "brightness", "mirror"] {
            #expect((report["self_retrieval"]?[change]?.number ?? 0) >= 0.97, "\(change)")
        }
        #expect((report["reconstruction"]?["l1"]?.number ?? 1) < 0.15)
        #expect((report["collapse"]?["samples"]?.number ?? 1) < 0.2)
    }
}
