import Foundation
import Glibc
import SemblanceCore
import SemblanceTestSupport
import Testing

@Suite("train --resume")
struct ResumeCommandTests {
    private func train(_ stage: CommandStage.Set, _ flags: String...) -> [String] {
        ["train", "--corpus", stage.corpus, "--json"] + CommandStage.trainingFlags + flags
    }

    /// The tensors of a safetensors file, without its header.
    private func body(_ path: String) throws -> Data {
        let bytes = try Data(contentsOf: URL(fileURLWithPath: path))
        let length = bytes.prefix(8).reversed().reduce(0) { $0 << 8 | Int($1) }
        return bytes.dropFirst(8 + length)
    }

    @Test("A run that was killed goes on from its last checkpoint, and ends with the bits of one that was not")
    func killed() async throws {
        let stage = try await CommandStage.shared.ready()
        let semblance = try await stage.copied()
        let runs = semblance.home + "/runs/"
        let checkpoint = runs + "faces-0001/checkpoint.safetensors"
        let flags = train(stage, "--steps", "1000000", "--checkpoint-interval", "5", "--grid-interval", "7", "--evaluate-interval", "11")
        let busy = semblance
        let outcome = try await semblance.run(CommandRunner.binary, flags) { process in
            try await until { FileManager.default.fileExists(atPath: checkpoint) }
            // Nobody else may go on with it while it is trained.
            try await busy.run(CommandRunner.binary, ["train", "--resume", "faces-0001"]).expectFailure(saying: "another process")
            process.send(SIGKILL)
        }
        #expect(outcome.status == 128 + SIGKILL)
        let reached = try InterruptTests.lastStep(of: runs + "faces-0001")
        let steps = "\(reached + 20)"
        let reply = try await semblance("train", "--resume", "faces-0001", "--steps", steps, "--json").json()
        #expect(reply["steps"]?.int == reached + 20)
        // Each step stands in the metrics once, in order.
        let lines = try String(contentsOfFile: runs + "faces-0001/metrics.jsonl", encoding: .utf8).split(separator: "\n")
        let logged = try lines.map { try JSONDocument(String($0)) }.filter { $0["losses"] != nil }.compactMap { $0["step"]?.int }
        #expect(zip(logged, logged.dropFirst()).allSatisfy { $0 < $1 } && logged.last == reached + 20)

        let straight = try await semblance.run(CommandRunner.binary, train(stage, "--steps", steps)).json()
        #expect(straight["run"]?.text == "faces-0002" && straight["losses"] == reply["losses"])
        for file in ["model.safetensors", "checkpoint.safetensors"] {
            #expect(try body(runs + "faces-0001/" + file) == body(runs + "faces-0002/" + file), "\(file)")
        }
    }

    @Test("A run at its end says so; it goes on with more steps, by its folder too, under another name if wanted")
    func end() async throws {
        let stage = try await CommandStage.shared.ready()
        let semblance = try await stage.copied()
        let folder = try #require(try await semblance.run(CommandRunner.binary, train(stage, "--steps", "3")).json()["run_folder"]?.text)
        try await semblance("train", "--resume", "faces-0001").expectFailure(saying: "nothing left to do", "faces@2", "--steps")
        try await semblance("train", "--resume", folder, "--steps", "2").expectFailure(saying: "nothing left to do")
        let more = try await semblance("train", "--resume", folder, "--steps", "5", "--name", "others", "--json").json()
        #expect(more["steps"]?.int == 5 && more["model"]?["name"]?.text == "others")
        try await semblance("train", "--resume", "faces-0007").expectFailure(saying: "no run 'faces-0007'", semblance.home + "/runs")
        try await semblance("train", "--resume", stage.corpus).expectFailure(saying: "no checkpoint")
    }

    @Test("Photos that moved have to be named, and those that changed are refused")
    func corpus() async throws {
        let stage = try await CommandStage.shared.ready()
        let semblance = try await stage.copied()
        let (before, after) = (stage.file("-before"), stage.file("-after"))
        let manager = FileManager.default
        try manager.createDirectory(atPath: before, withIntermediateDirectories: true)
        for index in 0..<20 { try manager.copyItem(atPath: stage.photos[index], toPath: "\(before)/\(index).jpg") }
        let flags = ["train", "--corpus", before, "--steps", "2"] + CommandStage.trainingFlags
        #expect(try await semblance.run(CommandRunner.binary, flags).status == 0)
        try manager.moveItem(atPath: before, toPath: after)
        try await semblance("train", "--resume", "faces-0001", "--steps", "3").expectFailure(saying: before, "--corpus")
        let moved = try await semblance("train", "--resume", "faces-0001", "--steps", "3", "--corpus", after)
        #expect(moved.status == 0 && moved.output.contains("--corpus \(after)"))
        try manager.removeItem(atPath: after + "/3.jpg")
        try await semblance("train", "--resume", "faces-0001", "--steps", "4").expectFailure(
            saying: "changed", "held 20 images then, and holds 19 now")
    }

    @Test("The best model by a figure is registered where that is asked for, and a run that diverges names its last checkpoint")
    func choosing() async throws {
        let stage = try await CommandStage.shared.ready()
        let semblance = try await stage.copied()
        let best = train(stage, "--steps", "9", "--evaluate-interval", "2", "--best-by", "reconstruction_l1", "--ema-decay", "0")
        let reply = try await semblance.run(CommandRunner.binary, best).json()
        let folder = try #require(reply["run_folder"]?.text)
        let lines = try String(contentsOfFile: folder + "/metrics.jsonl", encoding: .utf8).split(separator: "\n")
        let figures = try lines.map { try JSONDocument(String($0)) }.filter { $0["evaluation"] != nil }
        let lowest = try #require(
            figures.min { ($0["evaluation"]?["reconstruction_l1"]?.number ?? 1) < ($1["evaluation"]?["reconstruction_l1"]?.number ?? 1) })
        #expect(figures.map { $0["step"]?.int } == [2, 4, 6, 8, 9])
        #expect(reply["model_step"] == lowest["step"] && reply["evaluation"] == lowest["evaluation"] && reply["steps"]?.int == 9)
        #expect(FileManager.default.fileExists(atPath: folder + "/best.safetensors"))

        let wild = train(stage, "--steps", "12", "--learning-rate", "1e20", "--checkpoint-interval", "1")
        try await semblance.run(CommandRunner.binary, wild).expectFailure(saying: "diverged at step", "checkpoint", "--on-nan rollback")
        try await semblance.run(CommandRunner.binary, wild + ["--on-nan", "rollback"]).expectFailure(saying: "after 5 rollbacks")
        try await semblance.run(CommandRunner.binary, train(stage, "--minutes", "1", "--learning-rate-decay", "cosine"))
            .expectFailure(saying: "learning rate", "steps or epochs")
    }
}
