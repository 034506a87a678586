import CPostgres
import Foundation
import SemblanceCore

/// A private PostgreSQL that needs no installation and no configuration: it listens on a Unix socket in a folder that nobody
/// else can enter, and lets in its own account and root only.
///
/// A cluster belongs to a home; two homes do not disturb each other. It goes on running for the next process until `stop`.
/// Several processes may start it at the same time. Everything blocks, on a thread of the actor's own.
public actor EmbeddedCluster {
    /// The database of the cluster, and the role that owns it.
    static let name = "semblance"
    /// How long a server may take to start, recovery after a crash included, and to stop.
    private static let patience = 180

    private nonisolated let executor = DedicatedThreadExecutor(name: "embedded-db")
    private let home: String

    /// The actor's thread.
    public nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

    /// - Parameter home: the folder of `SEMBLANCE_HOME`; made by `start` where it is missing
    public init(home: String) {
        self.home = home.hasPrefix("/") ? home : FileManager.default.currentDirectoryPath + "/" + home
    }

    /// Starts the cluster unless it runs, and makes it first where there is none. After a crash this is all that is needed.
    ///
    /// - Returns: its status, with what to connect with
    /// - Throws: `unavailable` where PostgreSQL is missing or does not start, `diskFull`, `incompatible` for data of another
    ///   version, `unreadable` where the home cannot be written to
    @discardableResult
    public func start() throws -> ClusterStatus {
        do {
            try FileManager.default.createDirectory(atPath: home, withIntermediateDirectories: true)
        } catch {
            throw SemblanceError(
                .unreadable, "the folder \(home) cannot be made", advice: "choose another one with SEMBLANCE_HOME", detail: "\(error)")
        }
        let lock = try FileLock(home + "/postgres.lock")
        defer { withExtendedLifetime(lock) {} }
        let site = try ClusterSite.prepared(home: home)
        if try waitForRunning(site) == nil {
            var binaries = try PostgresBinaries.locate(majorVersion: site.majorVersion)
            if !site.account.isCurrent { try ClusterSite.makeStore() }
            binaries = try binaries.reachable(by: site.account, store: ClusterSite.store)
            if !site.isInitialized { try site.initialize(with: binaries) }
            try launch(site, binaries)
        }
        let status = try statusOf(site)
        if let string = status.connectionString { try createDatabase(connection: string) }
        return status
    }

    /// Stops the cluster, if it runs: sessions are ended, everything is written.
    ///
    /// - Returns: whether it ran
    /// - Throws: `unavailable` where the server does not end
    @discardableResult
    public func stop() throws -> Bool {
        guard FileManager.default.fileExists(atPath: home) else { return false }
        let lock = try FileLock(home + "/postgres.lock")
        defer { withExtendedLifetime(lock) {} }
        guard let site = try ClusterSite.existing(home: home), let file = PostmasterFile(dataFolder: site.dataFolder) else { return false }
        let server = ServerProcess(pid: file.pid)
        guard server.isServer(of: site.account, dataFolder: site.dataFolder) else { return false }
        guard server.end(signal: SIGINT, seconds: EmbeddedCluster.patience) else {
            throw SemblanceError(.unavailable, "the embedded database does not stop", advice: "see \(site.logFile)")
        }
        if site.socketFolders.contains(file.socketFolder) { try? FileManager.default.removeItem(atPath: file.socketFolder) }
        return true
    }

    /// How the cluster is; changes nothing.
    public func status() throws -> ClusterStatus {
        guard let site = try ClusterSite.existing(home: home) else {
            let site = ClusterSite(home: home, base: home + "/postgres", account: try ServiceAccount.current())
            return status(site, running: nil)
        }
        return try statusOf(site)
    }

    // MARK: Inside

    private func statusOf(_ site: ClusterSite) throws -> ClusterStatus {
        let file = PostmasterFile(dataFolder: site.dataFolder)
        return status(site, running: file.flatMap { answers($0) ? $0 : nil })
    }

    private func status(_ site: ClusterSite, running: PostmasterFile?) -> ClusterStatus {
        ClusterStatus(
            home: site.home, isRunning: running != nil, isInitialized: site.isInitialized, pid: running?.pid, startedAt: running?.startedAt,
            account: site.isInitialized ? site.account.name : nil, dataFolder: site.dataFolder, logFile: site.logFile,
            socketFolder: running?.socketFolder,
            connectionString: running.map { EmbeddedCluster.connectionString(socketFolder: $0.socketFolder) },
            byteSize: PrivateFiles.size(of: site.dataFolder))
    }

    static func connectionString(socketFolder: String, database: String = name) -> String {
        let host = socketFolder.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? socketFolder
        return "postgresql://\(name)@/\(database)?host=\(host)"
    }

    private func answers(_ file: PostmasterFile) -> Bool {
        PQping(EmbeddedCluster.connectionString(socketFolder: file.socketFolder, database: "postgres") + "&connect_timeout=5") == PQPING_OK
    }

    /// The running server, once it answers; nil where none runs, with what a dead one left made harmless.
    private func waitForRunning(_ site: ClusterSite) throws -> PostmasterFile? {
        for _ in 0..<(EmbeddedCluster.patience * 10) {
            guard let file = PostmasterFile(dataFolder: site.dataFolder) else { break }
            if answers(file) { return file }
            guard ServerProcess(pid: file.pid).isServer(of: site.account, dataFolder: site.dataFolder) else { break }
            sleepBriefly(milliseconds: 100)
        }
        if let file = PostmasterFile(dataFolder: site.dataFolder),
            ServerProcess(pid: file.pid).isServer(of: site.account, dataFolder: site.dataFolder)
        {
            throw SemblanceError(
                .unavailable, "the embedded database runs (process \(file.pid)) but does not answer",
                advice: "see \(site.logFile), or run semblance database stop")
        }
        try PostmasterFile.disarm(dataFolder: site.dataFolder, account: site.account)
        return nil
    }

    private func launch(_ site: ClusterSite, _ binaries: PostgresBinaries) throws {
        let socketFolder = try site.prepareSocketFolder()
        try site.writeSettings(socketFolder: socketFolder)
        site.rotateLog()
        // Relative paths: pg_ctl hands them to a shell, which would take a `$` in the home's name for a variable.
        let arguments = ["start", "-D", "data", "-l", "postgresql.log", "-w", "-t", "\(EmbeddedCluster.patience)", "-s"]
        let process = site.account.process(binaries.path("pg_ctl"), arguments, in: site.base)
        for attempt in 0..<20 {
            let logged = site.logSize
            let outcome = try process.run()
            guard !outcome.isSuccess else { return }
            let log = site.log(from: logged)
            // The children of a server that was killed take a moment to notice.
            if log.contains("still in use"), attempt < 19 {
                sleepBriefly(milliseconds: 250)
                continue
            }
            throw site.failure("the embedded database does not start", outcome.output + log)
        }
    }

    private func createDatabase(connection: String) throws {
        let socket = connection.replacingOccurrences(of: "@/\(EmbeddedCluster.name)?", with: "@/postgres?")
        guard let handle = PQconnectdb(socket) else { return }
        let owner = ConnectionOwner(handle)
        guard PQstatus(owner.handle) == CONNECTION_OK else { throw PostgresFailure(connection: owner.handle).error }
        guard let found = PQexec(owner.handle, "SELECT 1 FROM pg_database WHERE datname = '\(EmbeddedCluster.name)'") else { return }
        defer { PQclear(found) }
        guard PQntuples(found) == 0, let made = PQexec(owner.handle, "CREATE DATABASE \(EmbeddedCluster.name)") else { return }
        defer { PQclear(made) }
        guard PQresultStatus(made) == PGRES_COMMAND_OK else { throw PostgresFailure(result: made).error }
    }
}
