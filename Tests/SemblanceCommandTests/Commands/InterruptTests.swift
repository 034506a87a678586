import Foundation
import Glibc
import SemblanceCore
import SemblanceStorage
import Testing

@Suite("Ctrl-C")
struct InterruptTests {
    @Test("An interrupted training exits with 130, says how to go on, keeps its state and registers nothing; a resumed one does")
    func training() async throws {
        let stage = try await CommandStage.shared.ready()
        let semblance = try await stage.copied()
        let run = semblance.home + "/runs/faces-0001"
        let arguments =
            ["train", "--corpus", stage.corpus, "--steps", "1000000", "--checkpoint-interval", "2"] + CommandStage.trainingFlags
        let outcome = try await semblance.run(CommandRunner.binary, arguments) { process in
            try await until { FileManager.default.fileExists(atPath: run + "/checkpoint.safetensors") }
            process.send(SIGINT)
        }
        outcome.expectFailure(
            saying: "interrupted at step", run + "/checkpoint.safetensors", "semblance train --resume faces-0001", status: 130)
        let files = try FileManager.default.contentsOfDirectory(atPath: run)
        #expect(!files.contains { $0.contains("partial") } && !files.contains("registered.json"))
        #expect(try await semblance("models", "list", "--json").json().items.count == 1)

        let step = try Self.lastStep(of: run)
        let reply = try await semblance("train", "--resume", "faces-0001", "--steps", "\(step + 3)", "--json").json()
        #expect(reply["steps"]?.int == step + 3 && reply["run"]?.text == "faces-0001" && reply["model"]?["version"]?.int == 2)
        #expect(try Self.lastStep(of: run) == step + 3)
    }

    /// The step of the last line of metrics.
    static func lastStep(of run: String) throws -> Int {
        let lines = try String(contentsOfFile: run + "/metrics.jsonl", encoding: .utf8).split(separator: "\n")
        let last = try JSONDocument(String(lines.last ?? ""))
        return try #require(last["step"]?.int)
    }

    @Test("A second interrupt ends a command at once")
    func twice() async throws {
        let stage = try await CommandStage.shared.ready()
        let semblance = try await stage.copied()
        let run = semblance.home + "/runs/faces-0001"
        // Steps of a second or so: the first interrupt waits for one, the second does not.
        let arguments = [
            "train", "--corpus", stage.corpus, "--steps", "1000000", "--batch", "128", "--resolution", "128", "--width", "256",
        ]
        let outcome = try await semblance.run(CommandRunner.binary, arguments) { process in
            try await until { (try? String(contentsOfFile: run + "/metrics.jsonl", encoding: .utf8))?.isEmpty == false }
            process.send(SIGINT)
            try await Task.sleep(for: .milliseconds(100))
            process.send(SIGINT)
        }
        #expect(outcome.status == 128 + SIGINT && outcome.output.isEmpty)
        #expect(!FileManager.default.fileExists(atPath: run + "/checkpoint.safetensors"))
    }

    @Test("An interrupted index leaves a cancelled job, and the next run goes on where it stopped", arguments: [SIGINT, SIGTERM])
    func index(signal: Int32) async throws {
        let stage = try await CommandStage.shared.ready()
        let semblance = try await stage.copied()
        let corpus = try Self.manyPhotos(stage, count: 1200)
        let url = try #require(semblance.url)
        let outcome = try await semblance.run(CommandRunner.binary, ["index", "--corpus", corpus]) { process in
            let connection = try await PostgresConnection.connect(url)
            try await until {
                try await connection.query("SELECT count(*) FROM latents").first?.value(0, as: Int64.self) ?? 0 > CommandStage.facesCount
            }
            process.send(signal)
            await connection.close()
        }
        outcome.expectFailure(saying: "interrupted", status: 128 + signal)
        let job = try #require(try await semblance("jobs", "list", "--json").json()[0])
        #expect(job["state"]?.text == "cancelled" && job["finished_at"]?.text != nil)
        #expect((job["encoded"]?.int ?? 0) < 1200)

        let reply = try await semblance("index", "--corpus", corpus, "--json").json()
        #expect(reply["total"]?.int == 1200 && reply["encoded"]?.int == 1200)
        #expect((64..<1200).contains(reply["unchanged"]?.int ?? 0))
    }

    /// Photos whose bytes differ: what follows the end of a JPEG is not looked at.
    private static func manyPhotos(_ stage: CommandStage.Set, count: Int) throws -> String {
        let folder = stage.file("-many")
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        let photos = try stage.photos.map { try Data(contentsOf: URL(fileURLWithPath: $0)) }
        for index in 0..<count {
            let bytes = photos[index % photos.count] + Data("\(index)".utf8)
            try bytes.write(to: URL(fileURLWithPath: "\(folder)/\(index).jpg"))
        }
        return folder
    }
}

/// Waits until something holds, at most a minute.
func until(_ holds: () async throws -> Bool) async throws {
    for _ in 0..<1200 {
        if try await holds() { return }
        try await Task.sleep(for: .milliseconds(50))
    }
    throw SemblanceError(.unavailable, "what the test waits for did not happen within a minute")
}
