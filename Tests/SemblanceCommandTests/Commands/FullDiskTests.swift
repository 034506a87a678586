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

/// A file system of a few kilobytes that only the command sees, in a mount namespace of its own; it goes with the command.
private struct FullDisk {
    let folder: String
    let kilobytes: Int

    private static let unshare = "/usr/bin/unshare"
    private static let flags = ["--mount", "--propagation", "private", "/bin/sh", "-c"]

    /// Whether this user may mount one; says why the tests are skipped where not.
    static let isAvailable: Bool = {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: unshare)
        process.arguments = flags + ["mount -t tmpfs -o size=4k none /mnt"]
        process.standardError = FileHandle.nullDevice
        if (try? process.run()) != nil {
            process.waitUntilExit()
            if process.terminationStatus == 0 { return true }
        }
        print("skipped: this user may not mount a small file system, so no disk can be full")
        return false
    }()

    /// Runs `semblance` with the file system mounted at `folder`, and lists what it left there.
    func run(_ arguments: [String], _ semblance: CommandRunner) async throws -> CommandOutcome {
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        let script = """
            mount -t tmpfs -o size=\(kilobytes)k none "$0" || exit 99
            list=$1; shift
            "$@"; code=$?
            find "$0" -type f > "$list"
            exit $code
            """
        return try await semblance.run(Self.unshare, Self.flags + [script, folder, list, CommandRunner.binary] + arguments)
    }

    /// The files that the command left.
    func leftFiles() throws -> [String] {
        try String(contentsOfFile: list, encoding: .utf8).split(separator: "\n").map(String.init)
    }

    private var list: String { folder + ".txt" }
}
