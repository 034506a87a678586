import Foundation

/// `postmaster.pid`, which a running server keeps in its data folder.
struct PostmasterFile {
    let pid: pid_t
    let startedAt: Date
    let socketFolder: String

    /// Reads the file; nil where there is none, or where it is not complete.
    init?(dataFolder: String) {
        guard let text = try? String(contentsOfFile: PostmasterFile.path(dataFolder), encoding: .utf8) else { return nil }
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        guard lines.count > 4, let pid = pid_t(lines[0]), let start = Double(lines[2]), !lines[4].isEmpty else { return nil }
        self.pid = pid
        startedAt = Date(timeIntervalSince1970: start)
        socketFolder = String(lines[4])
    }

    static func path(_ dataFolder: String) -> String { dataFolder + "/postmaster.pid" }

    /// Makes the file of a dead server harmless. PostgreSQL would refuse to start if another process had the dead one's number
    /// by now, as happens in containers; with a number that no process can have, it goes on to look for processes that still
    /// use the old server's memory, which a deleted file would keep it from.
    static func disarm(dataFolder: String, account: ServiceAccount) throws {
        guard let text = try? String(contentsOfFile: path(dataFolder), encoding: .utf8) else { return }
        var lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        guard lines.count > 1, pid_t(lines[0]) != nil else {
            unlink(path(dataFolder))
            return
        }
        lines[0] = Substring("\(impossiblePid)")
        try PrivateFiles.write(lines.joined(separator: "\n"), to: path(dataFolder), for: account)
    }

    /// Numbers of processes are smaller than `pid_max`, which is 2²² at most.
    private static let impossiblePid = 1 << 22
}
