import Foundation
import SemblanceService
import SemblanceStorage
import Testing

@Suite("The life cycle of model versions")
struct ModelLifeCycleTests {
    /// A second version, trained for a few steps, that has encoded a part of the corpus.
    private func train(_ semblance: CommandRunner, _ stage: CommandStage.Set, index photos: Int) async throws {
        let arguments = ["train", "--corpus", stage.corpus, "--steps", "2", "--json"] + CommandStage.trainingFlags
        _ = try await semblance.run(CommandRunner.binary, arguments).json()
        if photos > 0 { try await index(semblance, stage, photos) }
    }

    /// Has the second version encode some of the photos.
    private func index(_ semblance: CommandRunner, _ stage: CommandStage.Set, _ photos: Int) async throws {
        let corpus = stage.file("-part")
        try FileManager.default.createDirectory(atPath: corpus, withIntermediateDirectories: true)
        for index in 0..<photos { try FileManager.default.copyItem(atPath: stage.photos[index], toPath: "\(corpus)/\(index).jpg") }
        _ = try await semblance("index", "--corpus", corpus, "--model", "faces@2", "--json").json()
    }

    @Test("activate, rollback and delete say what they do, and the trail says who did it and why")
    func cycle() async throws {
        let stage = try await CommandStage.shared.ready()
        let semblance = try await stage.copied()
        try await train(semblance, stage, index: 0)
        try await semblance("models", "activate", "faces@2").expectFailure(saying: "has encoded nothing", "semblance index --model 2")
        try await index(semblance, stage, 3)
        let activated = try await semblance("models", "activate", "faces@2", "--why", "more photos", "--json").json()
        #expect(activated["version"]?.int == 2 && activated["active"]?.isTrue == true && activated["missing"]?.int == 197)
        try await semblance("models", "delete", "faces@2").expectFailure(saying: "faces@2 is serving")
        let back = try await semblance("models", "rollback", "--why", "worse")
        #expect(back.status == 0 && back.output.hasPrefix("faces@1 serves 'default' now (200 latents)"))
        try await semblance("models", "rollback").expectFailure(saying: "no model version served before")

        let preview = try await semblance("models", "delete", "faces@2", "--dry-run", "--json").json()
        #expect(preview["dry_run"]?.isTrue == true && preview["deleted"]?[0]?["latents"]?.int == 3)
        #expect(try await semblance("models", "delete", "faces@2", "--why", "of no use").output.hasPrefix("deleted faces@2 with 3 latents"))
        try await semblance("models", "show", "faces@2").expectFailure(saying: "there is no model faces@2")
        let trail = try await semblance("models", "list", "--history", "--json").json().items
        #expect(trail.map { $0["action"]?.text } == ["delete", "rollback", "activate", "activate"])
        #expect(trail.map { $0["why"]?.text } == ["of no use", "worse", "more photos", "the first index is complete"])
        let login = try #require(trail[0]["actor"]?.text)
        #expect(login.hasPrefix("user:") && login.count > 5 && trail[3]["actor"]?.text == "job:1")
        let shown = try await semblance("models", "show", "faces").output
        #expect(shown.contains("rollback") && shown.contains("worse") && shown.contains(login))
        #expect(try await semblance("models", "prune", "--keep", "0").output == "there is nothing to delete\n")
    }

    @Test("a version whose weights are damaged is refused, and the other goes on serving")
    func damaged() async throws {
        let stage = try await CommandStage.shared.ready()
        let semblance = try await stage.copied()
        try await train(semblance, stage, index: 1)
        try await CommandStage.execute(
            """
            UPDATE model_artifact_chunks SET bytes = set_byte(bytes, 5000, 255 - get_byte(bytes, 5000))
            WHERE artifact_id = (SELECT id FROM model_artifacts WHERE model_id = 2)
            """, on: semblance.url)
        try await semblance("models", "activate", "faces@2").expectFailure(saying: "checksum does not fit")
        try await semblance("models", "export", "faces@2", stage.file(".safetensors")).expectFailure(saying: "checksum does not fit")
        #expect(try await semblance("models", "show", "faces@1", "--json").json()["active"]?.isTrue == true)
        #expect(try await semblance("models", "list", "--history", "--json").json().items.count == 1)
    }

    @Test("a version goes out and comes in again, and is evaluated in between")
    func exchange() async throws {
        let stage = try await CommandStage.shared.ready()
        let semblance = try await stage.copied()
        let file = stage.file(".safetensors")
        let exported = try await semblance("models", "export", "faces", file, "--json").json()
        #expect(exported["model"]?["name"]?.text == "faces" && exported["file"]?.text == file)
        #expect(exported["sha256"]?.text?.count == 64)
        try await semblance("models", "export", "faces", file).expectFailure(saying: file, "--force")
        #expect(try await semblance("models", "export", "faces", file, "--force").status == 0)
        let report = try await semblance("evaluate", file, "--samples", "8", "--json").json()
        #expect(report["correlation"]?.number != nil)

        try await semblance("models", "import", file).expectFailure(saying: "faces@1", "--again")
        let other = try await stage.bare()
        _ = try await other("database", "migrate").output
        let imported = try await other("models", "import", file, "--name", "moved", "--why", "new host", "--json").json()
        #expect(imported["sha256"] == exported["sha256"] && imported["model"]?["name"]?.text == "moved")
        #expect(try await other("index", "--corpus", stage.corpus, "--json").json()["encoded"]?.int == 200)
        let query = ["search", stage.photos[7], "-k", "5", "--json"]
        let (here, there) = (
            try await semblance.run(CommandRunner.binary, query).json(), try await other.run(CommandRunner.binary, query).json()
        )
        #expect(there["hits"]?.items.map { $0["distance"] } == here["hits"]?.items.map { $0["distance"] })
        #expect(there["hits"]?.items.map { $0["source"] } == here["hits"]?.items.map { $0["source"] })
        try Data(contentsOf: URL(fileURLWithPath: file)).prefix(5000).write(to: URL(fileURLWithPath: file))
        try await other("models", "import", file).expectFailure(saying: file, "take another copy")
        #expect(try await other("models", "list", "--json").json().items.count == 1)
    }

    @Test("verify holds for what was indexed, and fails where other weights stand under the version's name")
    func verify() async throws {
        let stage = try await CommandStage.shared.ready()
        let semblance = try await stage.copied()
        let report = try await semblance("models", "verify", "faces", "--sample", "40", "--json").json()
        #expect(report["compared"]?.int == 40 && report["holds"]?.isTrue == true && report["deterministic"]?.isTrue == true)
        #expect((report["largest_difference"]?.number ?? 1) <= 1e-4 && report["precision"]?.text == "fp32")
        #expect(report["weights_sha256"]?.text?.count == 64 && report["verdict"]?.text?.hasPrefix("faces@1 encodes 40 of 40") == true)
        #expect(try await semblance("models", "verify", "faces", "--sample", "0").status == 64)

        // Sound weights, but of another training.
        try await train(semblance, stage, index: 0)
        try await CommandStage.execute(
            "DELETE FROM model_artifacts WHERE model_id = 1; UPDATE model_artifacts SET model_id = 1 WHERE model_id = 2", on: semblance.url)
        let other = try await semblance("models", "verify", "faces@1", "--sample", "40")
        #expect(other.status == 1 && other.output.contains("faces@1 does not encode its photos as they are stored"))
    }
}
