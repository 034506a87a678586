import Foundation
import SemblanceCore

/// The account that the embedded cluster runs under: our own, or, because PostgreSQL refuses to run as root, an unprivileged one.
struct ServiceAccount: Equatable {
    let user: uid_t
    let group: gid_t
    let name: String

    private static let switcher = "/usr/bin/setpriv"
    /// The account that is made where root starts a cluster.
    private static let ownName = "semblance"

    /// Whether this process is root.
    static var isRoot: Bool { geteuid() == 0 }

    /// The account of this process.
    ///
    /// - Throws: `unavailable` for a user number without an account, which PostgreSQL refuses
    static func current() throws -> ServiceAccount {
        guard let account = find(user: geteuid()) else {
            throw SemblanceError(
                .unavailable, "the embedded PostgreSQL cannot run as user \(geteuid()), who has no account on this machine",
                advice: "run as a user with an account, or point DATABASE_URL at a PostgreSQL")
        }
        return account
    }

    /// The account to run a new cluster under: ours, or for root the account `semblance`, which is made where it is missing. Where
    /// that is impossible, `postgres`, and last `nobody`, which other services may share.
    static func forNewCluster() throws -> ServiceAccount {
        guard isRoot else { return try current() }
        if let account = find(name: ownName) { return account }
        for _ in 0..<20 {
            let add = ChildProcess(
                executable: "/usr/sbin/useradd",
                arguments: [
                    "--system", "--user-group", "--no-create-home", "--home-dir", "/nonexistent", "--shell", "/usr/sbin/nologin",
                    "--comment", "Semblance embedded PostgreSQL", ownName,
                ])
            let outcome = try? add.run()
            if let account = find(name: ownName) { return account }
            // Somebody else holds the lock of the password file; anything else will not change by waiting.
            guard let outcome, outcome.output.contains("lock") else { break }
            sleepBriefly(milliseconds: 100)
        }
        if let account = find(name: "postgres") ?? find(name: "nobody") { return account }
        throw SemblanceError(
            .unavailable, "PostgreSQL does not run as root, and no unprivileged account can be made for it",
            advice: "create one (useradd --system semblance), run as another user, or point DATABASE_URL at a PostgreSQL")
    }

    static func find(user: uid_t) -> ServiceAccount? { lookUp { getpwuid_r(user, $0, $1, $2, $3) } }

    static func find(name: String) -> ServiceAccount? { lookUp { getpwnam_r(name, $0, $1, $2, $3) } }

    private static func lookUp(
        _ call: (
            UnsafeMutablePointer<passwd>, UnsafeMutablePointer<CChar>, Int, UnsafeMutablePointer<UnsafeMutablePointer<passwd>?>
        ) -> Int32
    ) -> ServiceAccount? {
        var entry = passwd()
        var found: UnsafeMutablePointer<passwd>?
        var buffer = [CChar](repeating: 0, count: 1 << 14)
        guard call(&entry, &buffer, buffer.count, &found) == 0, found != nil, let name = entry.pw_name else { return nil }
        return ServiceAccount(user: entry.pw_uid, group: entry.pw_gid, name: String(cString: name))
    }

    /// Whether this process already is the account.
    var isCurrent: Bool { user == geteuid() }

    /// A program that runs under the account.
    func process(_ executable: String, _ arguments: [String], in folder: String) -> ChildProcess {
        guard !isCurrent else { return ChildProcess(executable: executable, arguments: arguments, folder: folder) }
        let prefix = ["--reuid=\(user)", "--regid=\(group)", "--clear-groups", "--no-new-privs", "--"]
        return ChildProcess(executable: ServiceAccount.switcher, arguments: prefix + [executable] + arguments, folder: folder)
    }

    /// Whether the account may enter a folder, or run a file.
    ///
    /// - Throws: `unavailable` where this process may not act for the account
    func canReach(_ path: String) throws -> Bool {
        guard !isCurrent else { return access(path, X_OK) == 0 }
        let outcome = try process("/usr/bin/test", ["-x", path], in: "/").run()
        guard !outcome.output.contains("setpriv") else {
            throw SemblanceError(
                .unavailable, "PostgreSQL does not run as root, and this process may not switch to the account \(name)",
                advice: "run as another user, or point DATABASE_URL at a PostgreSQL", detail: outcome.output)
        }
        return outcome.isSuccess
    }
}
