import Foundation
import Testing

@Suite("A disk that is full", .enabled(if: FullDisk.isAvailable))
struct FullDiskTests {
    @Test("An answer that does not fit into the file that standard output leads to")
    func answer() async throws {
        let stage = try await CommandStage.shared.ready()
        let outcome = try await stage.semblance.run("/bin/sh", ["-c", "exec '\(CommandRunner.binary)' models list > /dev/full"])
        outcome.expectFailure(saying: "standard output", "make room")
    }

    @Test("A picture that does not fit: one line, and nothing half-written")
    func picture() async throws {
        let stage = try await CommandStage.shared.ready()
        let disk = FullDisk(folder: stage.file("-disk"), kilobytes: 64)
        let outcome = try await disk.run(["sample", "-n", "400", "-o", disk.folder + "/grid.png"], stage.semblance)
        outcome.expectFailure(saying: "no space is left", "grid.png")
        #expect(try disk.leftFiles() == [])
        #expect(try await stage.semblance("sample", "-n", "400", "-o", stage.file(".png")).status == 0)
    }

    @Test(
        "A run that does not fit: one line, no half file, and no model",
        arguments: [("the folder's first files", 4, "100"), ("a checkpoint on the way", 48, "1"), ("what the end leaves", 48, "0")])
    func training(what: String, kilobytes: Int, checkpointInterval: String) async throws {
        let stage = try await CommandStage.shared.ready()
        var semblance = try await stage.copied()
        let disk = FullDisk(folder: stage.file("-disk"), kilobytes: kilobytes)
        semblance.home = disk.folder
        let outcome = try await disk.run(
            ["train", "--corpus", stage.corpus, "--steps", "2", "--checkpoint-interval", checkpointInterval] + CommandStage.trainingFlags,
            semblance)
        outcome.expectFailure(saying: "make room", disk.folder + "/runs/faces-0001/")
        let files = try disk.leftFiles()
        #expect(!files.contains { $0.contains("partial") || $0.contains("checkpoint") }, "\(files)")
        #expect(try await semblance("models", "list", "--json").json().items.count == 1)
    }
}
