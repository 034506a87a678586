import CPostgres
import Foundation
import SemblanceCore

/// A helper program that is run to its end.
///
/// It gets no standard input, none of our descriptors, no blocked signals, a session of its own and an environment that holds
/// nothing but a search path, so that neither `PG…` variables nor an inherited pipe reach a server that outlives us.
struct ChildProcess {
    /// How it ended, and what it wrote.
    struct Outcome {
        /// The exit status; 128 + signal where a signal ended it.
        let status: Int32
        /// Standard output and standard error together.
        let output: String

        var isSuccess: Bool { status == 0 }
    }

    let executable: String
    let arguments: [String]
    /// The folder to run it in; its arguments may be relative to it.
    var folder = "/"

    private static let environment = ["PATH=/usr/sbin:/usr/bin:/sbin:/bin", "LC_ALL=C", "HOME=/"]

    /// Runs it and waits. Blocks its thread.
    ///
    /// - Throws: `unavailable` where it cannot be started
    func run() throws -> Outcome {
        // A file, not a pipe: what the child leaves running may hold it open for ever.
        let output = try temporaryFile()
        defer { close(output) }
        let pid = try spawn(output: output)
        var state: Int32 = 0
        while waitpid(pid, &state, 0) < 0 {
            guard errno == EINTR else { throw failure("was lost", errno) }
        }
        let signal = state & 0x7f
        return Outcome(status: signal == 0 ? (state >> 8) & 0xff : 128 + signal, output: contents(output))
    }

    private func spawn(output: Int32) throws -> pid_t {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
        posix_spawn_file_actions_adddup2(&actions, output, 1)
        posix_spawn_file_actions_adddup2(&actions, output, 2)
        posix_spawn_file_actions_addclosefrom_np(&actions, 3)

        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        var signals = sigset_t()
        sigemptyset(&signals)
        posix_spawnattr_setsigmask(&attributes, &signals)
        sigfillset(&signals)
        posix_spawnattr_setsigdefault(&attributes, &signals)
        let flags = Int32(POSIX_SPAWN_SETSIGMASK) | Int32(POSIX_SPAWN_SETSIGDEF) | ChildProcess.newSession
        posix_spawnattr_setflags(&attributes, Int16(flags))

        // `env` changes the folder: the call that would is not in the header that Swift sees.
        let launcher = "/usr/bin/env"
        let words = CStringList([launcher, "-C", folder, executable] + arguments)
        let environment = CStringList(ChildProcess.environment)
        var pid: pid_t = 0
        let status = withExtendedLifetime((words, environment)) {
            posix_spawn(&pid, launcher, &actions, &attributes, words.mutablePointers, environment.mutablePointers)
        }
        guard status == 0 else { throw failure("cannot be started", status) }
        return pid
    }

    /// POSIX_SPAWN_SETSID, which the header defines only for GNU sources.
    private static let newSession: Int32 = 0x80

    private func temporaryFile() throws -> Int32 {
        // mkstemp replaces the last six characters.
        var template = Array(("/tmp/semblance-output-" + String(repeating: "X", count: 6)).utf8CString)
        let descriptor = mkstemp(&template)
        guard descriptor >= 0 else { throw failure("has nowhere to write to", errno) }
        _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
        unlink(template)
        return descriptor
    }

    private func contents(_ descriptor: Int32) -> String {
        lseek(descriptor, 0, SEEK_SET)
        var bytes: [UInt8] = []
        var part = [UInt8](repeating: 0, count: 1 << 14)
        while true {
            let count = read(descriptor, &part, part.count)
            guard count > 0 else { break }
            bytes += part[..<count]
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    private func failure(_ words: String, _ code: Int32) -> SemblanceError {
        SemblanceError(
            code == ENOSPC ? .diskFull : .unavailable, "the program \(executable) \(words): \(String(cString: strerror(code)))",
            advice: "check that it is installed (make setup)")
    }
}
