import Foundation
import SemblanceCore
import SemblanceImaging
import Testing

@Suite("train and index")
struct TrainAndIndexTests {
    @Test("train answers with the run, the model and how it went, and shows progress on standard error")
    func train() async throws {
        let stage = try await CommandStage.shared.ready()
        let reply = try stage.training.json()
        #expect(reply["model"] == .object(["id": .number(1), "name": .string("faces"), "version": .number(1)]))
        #expect(reply["objective"]?.text == "o-gan")
        #expect(reply["steps"]?.int == 20)
        #expect(reply["run"]?.text == "faces-0001")
        #expect((reply["images_per_second"]?.number ?? 0) > 0)
        #expect((reply["seconds"]?.number ?? 0) > 0)
        #expect(reply["losses"]?.members.isEmpty == false)
        #expect(reply["losses"]?.members.values.allSatisfy { $0.number?.isFinite == true } == true)
        #expect(reply["undecodable"]?.int == 0)
        #expect(stage.training.errors.contains("training: 20/20 steps"))

        let folder = try #require(reply["run_folder"]?.text)
        #expect(folder == stage.semblance.home + "/runs/faces-0001")
        let files = Set(try FileManager.default.contentsOfDirectory(atPath: folder))
        #expect(
            files == [
                "configuration.json", "metrics.jsonl", "curves.png", "model.safetensors", "checkpoint.safetensors", "registered.json",
                "samples-000020.png", "reconstructions-000020.png",
            ])
        // 16 of 200 are held out: what was measured on them is in the reply and in the metrics.
        #expect(reply["model_step"]?.int == 20)
        #expect((0..<1).contains(reply["loader_wait"]?.number ?? 1))
        #expect(reply["evaluation"]?.members.keys.sorted() == ["collapse", "correlation", "reconstruction_l1"])
        let metrics = try String(contentsOfFile: folder + "/metrics.jsonl", encoding: .utf8).split(separator: "\n")
        #expect(try JSONDocument(String(try #require(metrics.last)))["evaluation"] == reply["evaluation"])
    }

    @Test("Photos that cannot be decoded are counted, and the others are learned from")
    func undecodable() async throws {
        let stage = try await CommandStage.shared.ready()
        let semblance = try await stage.copied()
        let corpus = stage.file("-partly")
        _ = try BadFiles(in: corpus, photo: stage.photos[0])
        for index in 0..<20 { try FileManager.default.copyItem(atPath: stage.photos[index], toPath: "\(corpus)/\(index).jpg") }
        let outcome = try await semblance.run(
            CommandRunner.binary, ["train", "--corpus", corpus, "--steps", "4"] + CommandStage.trainingFlags)
        let lines = outcome.output.split(separator: "\n")
        // The cut photo and the tiny one; page and empty file do not even look like images.
        #expect(lines.first == "2 photos could not be decoded; index will say which")
        #expect(lines.last == "next: semblance index --corpus \(corpus) --model 2")
    }

    @Test("index accounts for every file, and its model begins to serve")
    func index() async throws {
        let stage = try await CommandStage.shared.ready()
        let reply = try stage.indexing.json()
        #expect(reply["job"]?.int == 1)
        #expect(reply["model"]?["id"]?.int == 1)
        #expect(reply["total"]?.int == CommandStage.facesCount)
        #expect(reply["encoded"]?.int == CommandStage.facesCount)
        #expect(reply["duplicates"]?.int == 0)
        #expect(reply["failed"]?.int == 0)
        #expect((reply["images_per_second"]?.number ?? 0) > 0)
        #expect((reply["seconds"]?.number ?? 0) > 0)
        #expect(stage.indexing.errors.contains("indexing: 200/200 images"))

        let models = try await stage.semblance("models", "list", "--json").json()
        #expect(models[0]?["active"]?.isTrue == true)
    }

    @Test("index once more finds nothing new; what is new, a copy or no image is counted, and the failures are listed")
    func indexAgain() async throws {
        let stage = try await CommandStage.shared.ready()
        let semblance = try await stage.copied()
        let again = try await semblance("index", "--corpus", stage.corpus, "--json").json()
        #expect(again["total"]?.int == 200)
        #expect(again["encoded"]?.int == 200)
        #expect(again["unchanged"]?.int == 200)

        let mixed = stage.file("-mixed")
        let manager = FileManager.default
        try manager.createDirectory(atPath: mixed, withIntermediateDirectories: true)
        try manager.copyItem(atPath: stage.photos[0], toPath: mixed + "/copy of a face.jpg")
        try DrawnFaceCorpus(count: 1, size: 64, seed: 9).face(0).image(size: 64).png().write(to: URL(fileURLWithPath: mixed + "/new.png"))
        try Data("<p>no photo</p>".utf8).write(to: URL(fileURLWithPath: mixed + "/page.html"))
        try Data(contentsOf: URL(fileURLWithPath: stage.photos[1])).prefix(300).write(to: URL(fileURLWithPath: mixed + "/cut.jpg"))
        let reply = try await semblance("index", "--corpus", mixed, "--json").json()
        #expect(reply["total"]?.int == 4)
        #expect(reply["encoded"]?.int == 1)
        #expect(reply["duplicates"]?.int == 1)
        #expect(reply["failed"]?.int == 2)

        let job = "\(try #require(reply["job"]?.int))"
        let failures = try await semblance("jobs", "failures", job, "--json").json()
        #expect(failures.items.map { $0["code"]?.text } == ["undecodable", "unsupported"])
        #expect(failures.items.map { $0["source"]?.text } == [mixed + "/cut.jpg", mixed + "/page.html"])
        #expect(failures.items.allSatisfy { $0["message"]?.text?.isEmpty == false })
        let lines = try await semblance("jobs", "failures", job).output
        #expect(lines.split(separator: "\n").count == 2 && lines.contains(mixed + "/page.html"))

        let shown = try await semblance("jobs", "show", job, "--json").json()
        #expect(shown["state"]?.text == "succeeded" && shown["kind"]?.text == "index" && shown["failed"]?.int == 2)
        let jobs = try await semblance("jobs", "list", "--json").json()
        #expect(jobs.items.map { $0["id"]?.int } == [3, 2, 1])
    }

    @Test("A later version does not serve when its index completes; activate and rollback change that")
    func activation() async throws {
        let stage = try await CommandStage.shared.ready()
        let semblance = try await stage.copied()
        try await semblance("models", "rollback").expectFailure(saying: "before")
        let trained = try await semblance.run(
            CommandRunner.binary, ["train", "--corpus", stage.corpus, "--steps", "13", "--json"] + CommandStage.trainingFlags
        ).json()
        #expect(trained["model"]?["version"]?.int == 2 && trained["steps"]?.int == 13)
        let metrics = try String(contentsOfFile: try #require(trained["run_folder"]?.text) + "/metrics.jsonl", encoding: .utf8)
        let lines = try metrics.split(separator: "\n").map { try JSONDocument(String($0)) }
        let last = try #require(lines.last { $0["losses"] != nil })
        #expect(last["step"]?.int == 13 && last["losses"] == trained["losses"])
        let indexed = try await semblance("index", "--corpus", stage.corpus, "--model", "faces@2", "--json").json()
        #expect(indexed["encoded"]?.int == 200 && indexed["unchanged"]?.int == 0)

        func active() async throws -> [String] {
            let list = try await semblance("models", "list", "--json").json().items
            return list.filter { $0["active"]?.isTrue == true }.map { "\($0["name"]?.text ?? "")@\($0["version"]?.int ?? 0)" }
        }
        #expect(try await active() == ["faces@1"])
        #expect(try await semblance("models", "activate", "faces", "--json").json()["version"]?.int == 2)
        #expect(try await active() == ["faces@2"])
        #expect(try await semblance("models", "rollback", "--json").json()["version"]?.int == 1)
        #expect(try await active() == ["faces@1"])
        try await semblance("models", "activate", "faces@7").expectFailure(saying: "faces@7", "models list")
    }
}

extension RGBImage {
    /// The file's bytes.
    func png() throws -> Data { Data(try ImageEncoding.png(self)) }
}
