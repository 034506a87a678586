import Foundation

/// What the kernel says of a process that may be a PostgreSQL server.
struct ServerProcess {
    let pid: pid_t

    /// Whether the process runs; one that ended but was not waited for does not.
    var isAlive: Bool {
        guard pid > 0, kill(pid, 0) == 0 || errno == EPERM else { return false }
        return state.map { !["Z", "X"].contains($0) } ?? false
    }

    /// Whether it is a PostgreSQL of `account` that works in the data folder; where the kernel hides the latter (root in a
    /// container without CAP_SYS_PTRACE), the name and the owner have to do.
    func isServer(of account: ServiceAccount, dataFolder: String) -> Bool {
        guard isAlive, name == "postgres", PrivateFiles.owner(of: "/proc/\(pid)") == account.user else { return false }
        guard let folder = try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/\(pid)/cwd") else { return true }
        return folder == dataFolder || folder == dataFolder + " (deleted)"
    }

    /// Sends a signal and waits until the process has ended. Blocks its thread.
    ///
    /// - Returns: whether it ended in time
    func end(signal: Int32, seconds: Int) -> Bool {
        kill(pid, signal)
        for _ in 0..<(seconds * 50) {
            guard isAlive else { return true }
            sleepBriefly(milliseconds: 20)
        }
        return !isAlive
    }

    private var statistics: String? { (try? String(contentsOfFile: "/proc/\(pid)/stat", encoding: .utf8)) }

    /// `pid (name) state …`, where the name may itself hold parentheses.
    private var name: String? {
        guard let text = statistics, let from = text.firstIndex(of: "("), let to = text.lastIndex(of: ")") else { return nil }
        return String(text[text.index(after: from)..<to])
    }

    private var state: Character? {
        guard let text = statistics, let end = text.lastIndex(of: ")") else { return nil }
        return text[text.index(after: end)...].first { $0 != " " }
    }
}
