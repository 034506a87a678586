import Foundation
import SemblanceCore
import SemblanceImaging
import SemblanceModels
import SemblanceTestSupport
import Testing

@testable import SemblanceTraining

@Suite("The folder of a run") struct RunFolderTests {
    @Test("every run gets a folder of its own, numbered on, also when several begin at once")
    func numbering() async throws {
        let home = try TemporaryFolder()
        let runs = home.file("deep/runs")
        #expect(try RunFolder.create(in: runs, name: "faces").name == "faces-0001")
        #expect(try RunFolder.create(in: runs, name: "faces").name == "faces-0002")
        #expect(try RunFolder.create(in: runs, name: "others").name == "others-0001")
        let names = try await withThrowingTaskGroup(of: String.self) { group in
            for _ in 0..<8 { group.addTask { try RunFolder.create(in: runs, name: "faces").name } }
            return try await group.reduce(into: Set<String>()) { $0.insert($1) }
        }
        #expect(names == Set((3...10).map { "faces-" + String(repeating: "0", count: $0 < 10 ? 3 : 2) + "\($0)" }))
    }

    @Test("a place where no folder can be made is refused in one line that names it, and nothing is left there")
    func unwritable() async throws {
        let home = try TemporaryFolder()
        try home.write([1], to: "file")
        let error = await failure { _ = try RunFolder.create(in: home.file("file/runs"), name: "faces") }
        #expect(error?.code == .unreadable)
        #expect(error?.description.contains(home.file("file/runs")) == true && error?.advice != nil)
        #expect(try FileManager.default.contentsOfDirectory(atPath: home.path) == ["file"])
    }

    @Test("a recorder whose folder has gone is refused and leaves nothing half-written")
    func vanished() async throws {
        let home = try TemporaryFolder()
        let folder = try RunFolder.create(in: home.path, name: "faces")
        try FileManager.default.removeItem(atPath: folder.path)
        let error = await failure { _ = try RunRecorder(folder, configuration: DrawnFaces.configuration()) }
        #expect(error?.code == .invalidArgument)
        #expect(error?.description.contains(folder.path) == true)
        #expect(try FileManager.default.contentsOfDirectory(atPath: home.path).isEmpty)
    }

    @Test("a checkpoint that cannot be replaced leaves the earlier one whole")
    func checkpointReplacement() async throws {
        let home = try TemporaryFolder()
        let folder = try RunFolder.create(in: home.path, name: "faces")
        let recorder = try RunRecorder(folder, configuration: DrawnFaces.configuration())
        try await recorder.trainingSaved(TrainingSave(step: 1, model: [1], checkpoint: [1, 2, 3]))
        try await recorder.trainingSaved(TrainingSave(step: 2, model: [2], checkpoint: [4, 5]))
        #expect(try Data(contentsOf: URL(fileURLWithPath: folder.checkpoint)) == Data([4, 5]))
        let before = try Set(FileManager.default.contentsOfDirectory(atPath: folder.path))
        #expect(before == ["configuration.json", "metrics.jsonl", "checkpoint.safetensors", "model.safetensors"])
        // A folder in the file's place cannot be renamed over.
        try FileManager.default.removeItem(atPath: folder.checkpoint)
        try FileManager.default.createDirectory(atPath: folder.checkpoint + "/taken", withIntermediateDirectories: true)
        #expect(
            await failure { try await recorder.trainingSaved(TrainingSave(step: 3, model: [3], checkpoint: [6])) }?.code == .invalidArgument
        )
        #expect(try Set(FileManager.default.contentsOfDirectory(atPath: folder.path)) == before)
        withExtendedLifetime(home) {}
    }

    @Test("a run leaves its configuration, a line of metrics a log, grids named by step, and a checkpoint that works")
    func contents() async throws {
        let home = try TemporaryFolder()
        let (corpus, faces) = try DrawnFaces.corpus()
        let folder = try RunFolder.create(in: home.path, name: "faces")
        var configuration = DrawnFaces.configuration(.steps(5))
        configuration.gridInterval = 2
        let recorder = try RunRecorder(folder, configuration: configuration)
        let (_, model) = try await DrawnFaces.loop(configuration, corpus: corpus, observers: [recorder]).run()

        let grids = ["000002", "000004", "000005"].flatMap { ["samples-\($0).png", "reconstructions-\($0).png"] }
        let names = try Set(FileManager.default.contentsOfDirectory(atPath: folder.path))
        #expect(names == Set(grids + ["configuration.json", "metrics.jsonl", "curves.png", "checkpoint.safetensors", "model.safetensors"]))

        for name in grids {
            let bytes = try FileReader.read(BytePath(folder.path + "/" + name))
            let info = try ImageDecoder.info(of: bytes)
            // Eight columns and eight rows of 32 px, 2 px apart: 64 samples, or 32 photos beside their reconstructions.
            #expect(info.format == .png && info.width == 8 * 34 - 2 && info.height == 8 * 34 - 2)
        }

        let lines = try String(contentsOfFile: folder.metrics, encoding: .utf8).split(separator: "\n", omittingEmptySubsequences: false)
        #expect(lines.count == 6 && lines.last == "")
        for (index, line) in lines.dropLast().enumerated() {
            let object = try #require(try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
            #expect(object["step"] as? Int == index + 1)
            let names = [
                "step", "total_steps", "fraction", "seconds", "images_per_second", "seconds_left", "loader_wait", "learning_rate_factor",
                "losses",
            ]
            #expect(Set(object.keys) == Set(names))
            #expect(Set((object["losses"] as? [String: Double] ?? [:]).keys) == ["encoder", "generator", "gap", "correlation"])
        }

        let text = try Data(contentsOf: URL(fileURLWithPath: folder.path + "/configuration.json"))
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        #expect(try decoder.decode(TrainingConfiguration.self, from: text) == configuration)

        let loaded = try await GANImageModel(checkpoint: FileReader.read(BytePath(folder.model)), source: folder.model)
        let photos = try (0..<4).map { try corpus.image(at: $0) }
        #expect(try await loaded.encode(photos) == model.encode(photos))
        #expect(loaded.configuration == configuration.model)
        withExtendedLifetime((home, faces)) {}
    }

    @Test("a run is found by its name or its folder; what is none, or has no checkpoint, is refused with what to do")
    func finding() async throws {
        let home = try TemporaryFolder()
        let folder = try RunFolder.create(in: home.path, name: "faces")
        #expect(await failure { _ = try RunFolder.find("faces-0001", in: home.path) }?.message.contains("no checkpoint") == true)
        try home.write([1], to: "faces-0001/checkpoint.safetensors")
        for reference in ["faces-0001", folder.path, folder.path + "/"] {
            let found = try RunFolder.find(reference, in: home.path)
            #expect(found.name == "faces-0001" && found.checkpoint == folder.checkpoint)
        }
        for reference in ["faces-0002", "", "..", "/nowhere/faces-0001"] {
            let error = await failure { _ = try RunFolder.find(reference, in: home.path) }
            #expect(error?.code == .notFound && error?.advice != nil, "\(reference)")
        }
    }

    @Test("metrics that go on keep the whole lines up to a step, and drop later ones and a line that a crash cut")
    func metricsCut() async throws {
        let home = try TemporaryFolder()
        let lines = [
            "{\"losses\":{\"gap\":-1.5},\"step\":1}", "{\"evaluation\":{\"gap\":0.5},\"step\":2}", "{\"loader_wait\":0.25,\"step\":3}",
        ]
        try home.write(Array((lines.joined(separator: "\n") + "\n{\"step\":2,\"lo").utf8), to: "metrics.jsonl")
        let metrics = RunMetrics(path: home.file("metrics.jsonl"))
        try metrics.begin(after: 2)
        #expect(try String(contentsOfFile: metrics.path, encoding: .utf8) == lines[0] + "\n" + lines[1] + "\n")
        try metrics.opened().write(contentsOf: Data((lines[2] + "\n").utf8))
        let series = metrics.series()
        #expect(Set(series.keys) == ["losses/gap", "evaluation/gap", "loader_wait"])
        #expect(series["losses/gap"]?.first?.value == -1.5 && series["evaluation/gap"]?.first?.step == 2)
        #expect(series["loader_wait"]?.first?.value == 0.25)
        try metrics.begin(after: nil)
        #expect(metrics.series().isEmpty)
    }

    @Test("a run's folder belongs to one process at a time, and is free again when that lets it go")
    func locking() async throws {
        let home = try TemporaryFolder()
        let folder = try RunFolder.create(in: home.path, name: "faces")
        var first: RunLock? = try RunLock(folder)
        let error = await failure { _ = try RunLock(folder) }
        #expect(error?.code == .conflict && error?.message.contains("faces-0001") == true)
        withExtendedLifetime(first) {}
        first = nil
        _ = try RunLock(folder)
    }

    @Test("a recorder that goes on removes what a killed process had half written, and nothing else")
    func leftovers() async throws {
        let home = try TemporaryFolder()
        let folder = try RunFolder.create(in: home.path, name: "faces")
        for name in ["checkpoint.safetensors", "checkpoint.safetensors.partial-123", "samples-000001.png"] {
            try home.write([1], to: "faces-0001/" + name)
        }
        _ = try RunRecorder(folder, configuration: DrawnFaces.configuration(), resumingAfter: 1)
        #expect(
            try Set(FileManager.default.contentsOfDirectory(atPath: folder.path)) == [
                "checkpoint.safetensors", "samples-000001.png", "configuration.json", "metrics.jsonl",
            ])
    }
}
