import Foundation

/// A file system of a few kilobytes that only the command sees, in a mount namespace of its own; it goes with the command.
struct FullDisk {
    let folder: String
    let kilobytes: Int

    static let unshare = "/usr/bin/unshare"
    static let flags = ["--mount", "--propagation", "private", "/bin/sh", "-c"]

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
