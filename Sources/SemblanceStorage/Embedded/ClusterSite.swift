import Crypto
import Foundation
import SemblanceCore

/// Where an embedded cluster lies and whose it is.
struct ClusterSite {
    /// The absolute path of `SEMBLANCE_HOME`, without links.
    let home: String
    /// The folder of data and log, which belongs to the account.
    let base: String
    let account: ServiceAccount

    /// Where root puts what an unprivileged account has to reach.
    static let store = "/var/lib/semblance"

    var dataFolder: String { base + "/data" }
    var logFile: String { base + "/postgresql.log" }
    var isInitialized: Bool { majorVersion != nil }

    /// The version of PostgreSQL that made the data.
    var majorVersion: Int? {
        (try? String(contentsOfFile: dataFolder + "/PG_VERSION", encoding: .utf8))
            .flatMap { Int($0.trimmingCharacters(in: .whitespacesAndNewlines)) }
    }

    /// The folders to try for the socket, whose path must not be longer than 107 bytes. More than one, because in `/tmp` somebody
    /// else may have taken a name.
    var socketFolders: [String] {
        let digest = SHA256.hash(data: Data("\(account.user) \(dataFolder)".utf8)).prefix(8).map { String(format: "%02x", $0) }.joined()
        return (0..<4).map { "/tmp/semblance-\(digest)" + ($0 == 0 ? "" : "-\($0)") }
    }

    /// The site of a cluster that exists; nil where none has been made.
    static func existing(home: String) throws -> ClusterSite? {
        let home = resolved(home)
        let base = try base(home: home)
        guard let owner = PrivateFiles.owner(of: base) else { return nil }
        let account = ServiceAccount.find(user: owner) ?? ServiceAccount(user: owner, group: owner, name: "\(owner)")
        return ClusterSite(home: home, base: base, account: account)
    }

    /// The site of a cluster, its folders made where they are missing.
    static func prepared(home: String) throws -> ClusterSite {
        let home = resolved(home)
        let base = try base(home: home)
        if let owner = PrivateFiles.owner(of: base), owner != 0 || !ServiceAccount.isRoot {
            return try adopted(home: home, base: base, owner: owner)
        }
        let account = try ServiceAccount.forNewCluster()
        if try account.canReach(home), try PrivateFiles.makeFolder(home + folderName, for: account) {
            return ClusterSite(home: home, base: home + folderName, account: account)
        }
        guard ServiceAccount.isRoot else {
            throw SemblanceError(
                .unreadable, "the folder \(home + folderName) cannot be made for the embedded database",
                advice: "check the folder's owner, or choose another one with SEMBLANCE_HOME")
        }
        return try outside(home: home, account: account)
    }

    /// A cluster that exists runs under the account that owns its data.
    private static func adopted(home: String, base: String, owner: uid_t) throws -> ClusterSite {
        if let account = ServiceAccount.find(user: owner) {
            guard account.isCurrent || ServiceAccount.isRoot else {
                throw SemblanceError(
                    .unreadable, "the embedded database in \(home) belongs to \(account.name)",
                    advice: "run as \(account.name), or choose another SEMBLANCE_HOME")
            }
            return ClusterSite(home: home, base: base, account: account)
        }
        // The number of an account on another machine, or in an earlier container: the data is given to today's.
        let account = try ServiceAccount.forNewCluster()
        let names = FileManager.default.enumerator(atPath: base).map { $0.compactMap { $0 as? String } } ?? []
        for path in [base] + names.map({ base + "/" + $0 }) where lchown(path, account.user, account.group) != 0 {
            throw PrivateFiles.failure("\(path) cannot be given to the account \(account.name)", errno)
        }
        return ClusterSite(home: home, base: base, account: account)
    }

    /// A place that the account can reach, for a home that it cannot. The home remembers it, so that a home that is moved keeps
    /// its data, and one that is deleted and made again starts afresh.
    private static func outside(home: String, account: ServiceAccount) throws -> ClusterSite {
        try makeStore()
        let digest = SHA256.hash(data: Data(home.utf8)).prefix(6).map { String(format: "%02x", $0) }.joined()
        let base = "\(store)/\(digest)-\(String(UInt32.random(in: .min ... .max), radix: 16))"
        guard try PrivateFiles.makeFolder(base, for: account) else {
            throw SemblanceError(.unreadable, "the folder \(base) cannot be made for the embedded database")
        }
        try PrivateFiles.write(base + "\n", to: home + locationName, for: try ServiceAccount.current())
        return ClusterSite(home: home, base: base, account: account)
    }

    static func makeStore() throws {
        if mkdir(store, 0o755) != 0, errno != EEXIST { throw PrivateFiles.failure("the folder \(store) cannot be made", errno) }
        chmod(store, 0o755)
    }

    private static let folderName = "/postgres"
    private static let locationName = "/postgres.location"

    private static func base(home: String) throws -> String {
        guard let text = try? String(contentsOfFile: home + locationName, encoding: .utf8) else { return home + folderName }
        let base = text.trimmingCharacters(in: .newlines)
        guard base.hasPrefix(store + "/"), !base.contains("/..") else {
            throw SemblanceError(
                .corrupt, "the file \(home + locationName) does not name a folder below \(store)", advice: "remove the file")
        }
        return base
    }

    private static func resolved(_ home: String) -> String {
        URL(fileURLWithPath: home).standardizedFileURL.resolvingSymlinksInPath().path
    }
}
