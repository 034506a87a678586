import Foundation
import SemblanceCore

extension ClusterSite {
    private static let map = "semblance"
    /// The log is put aside once it is larger.
    private static let logLimit = 10 << 20
    /// What PostgreSQL's parallel workers may need; containers often have 64 MB only.
    private static let wantedSharedMemory: UInt64 = 256 << 20

    /// Makes the data folder. It is made under another name and then renamed, so that nothing half-made is ever in its place.
    func initialize(with binaries: PostgresBinaries) throws {
        let files = FileManager.default
        let partial = base + "/data.new"
        if files.fileExists(atPath: partial) { try files.removeItem(atPath: partial) }
        if files.fileExists(atPath: dataFolder) {
            throw SemblanceError(
                .corrupt, "the folder \(dataFolder) exists but holds no database", advice: "move it away, then start again")
        }
        let arguments = [
            "-D", "data.new", "-U", EmbeddedCluster.name, "--no-locale", "-E", "UTF8", "--auth-local=peer", "--auth-host=reject",
            "--no-instructions",
        ]
        let outcome = try account.process(binaries.path("initdb"), arguments, in: base).run()
        do {
            guard outcome.isSuccess else { throw failure("the embedded database cannot be made", outcome.output) }
            try writeAccess(to: partial)
            guard rename(partial, dataFolder) == 0 else { throw PrivateFiles.failure("the folder \(dataFolder) cannot be made", errno) }
        } catch {
            try? files.removeItem(atPath: partial)
            throw error
        }
    }

    /// Who may connect: by the socket only, and only the account itself and root, as the kernel attests.
    private func writeAccess(to folder: String) throws {
        try PrivateFiles.write("local all all peer map=\(ClusterSite.map)\n", to: folder + "/pg_hba.conf", for: account)
        let users = Set([account.name, "root"]).sorted()
        let lines = users.map { "\(ClusterSite.map) \"\($0)\" \(EmbeddedCluster.name)\n" }
        try PrivateFiles.write(lines.joined(), to: folder + "/pg_ident.conf", for: account)
        let configuration = try String(contentsOfFile: folder + "/postgresql.conf", encoding: .utf8)
        try PrivateFiles.write(configuration + "\ninclude = 'semblance.conf'\n", to: folder + "/postgresql.conf", for: account)
    }

    /// Writes the settings that this program wants, at every start, so that a newer program brings its own.
    func writeSettings(socketFolder: String) throws {
        var settings = [
            "listen_addresses = ''", "unix_socket_directories = '\(socketFolder)'", "unix_socket_permissions = 0700",
            "max_connections = 100", "shared_buffers = 128MB", "max_wal_size = 2GB", "timezone = 'UTC'", "log_timezone = 'UTC'",
        ]
        var shared = statvfs()
        let isSmall =
            statvfs("/dev/shm", &shared) != 0 || UInt64(shared.f_blocks) * UInt64(shared.f_frsize) < ClusterSite.wantedSharedMemory
        if isSmall { settings.append("dynamic_shared_memory_type = mmap") }
        try PrivateFiles.write(settings.joined(separator: "\n") + "\n", to: dataFolder + "/semblance.conf", for: account)
    }

    /// The folder for the socket, empty, with mode 0700. A server that still runs there works on data that was deleted: it is ended.
    func prepareSocketFolder() throws -> String {
        for folder in socketFolders {
            guard (try? PrivateFiles.makeFolder(folder, for: account)) == true else { continue }
            let lock = folder + "/.s.PGSQL.5432.lock"
            if let text = try? String(contentsOfFile: lock, encoding: .utf8),
                let pid = text.split(separator: "\n").first.flatMap({ pid_t($0) })
            {
                let server = ServerProcess(pid: pid)
                if server.isServer(of: account, dataFolder: dataFolder), !server.end(signal: SIGQUIT, seconds: 10) {
                    _ = server.end(signal: SIGKILL, seconds: 5)
                }
            }
            unlink(lock)
            unlink(folder + "/.s.PGSQL.5432")
            return folder
        }
        throw SemblanceError(
            .conflict, "the folder \(socketFolders[0]) for the database's socket belongs to somebody else", advice: "have it removed")
    }

    // MARK: Log

    var logSize: UInt64 {
        var information = stat()
        return lstat(logFile, &information) == 0 ? UInt64(information.st_size) : 0
    }

    func rotateLog() {
        if logSize > ClusterSite.logLimit { rename(logFile, logFile + ".old") }
    }

    /// What was logged since the log had `size` bytes.
    func log(from size: UInt64) -> String {
        guard let handle = FileHandle(forReadingAtPath: logFile) else { return "" }
        defer { try? handle.close() }
        try? handle.seek(toOffset: size)
        return String(decoding: ((try? handle.read(upToCount: 1 << 16)) ?? nil) ?? Data(), as: UTF8.self)
    }

    /// The error for a program of PostgreSQL's that failed.
    func failure(_ words: String, _ output: String) -> SemblanceError {
        if output.contains("No space left on device") {
            return SemblanceError(.diskFull, "\(words): no space is left", advice: "free some space and try again", detail: output)
        }
        let first = output.split(separator: "\n").first { $0.contains("FATAL") || $0.contains("error:") || $0.contains("setpriv") }
        return SemblanceError(
            .unavailable, words + (first.map { ": \($0)" } ?? ""), advice: "see \(logFile)", detail: output)
    }
}
