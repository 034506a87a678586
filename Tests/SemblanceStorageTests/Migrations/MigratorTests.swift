import Foundation
import SemblanceCore
import SemblanceStorage
import SemblanceTestSupport
import Testing

@Suite("Migrations bring a database to the newest schema")
struct MigratorTests {
    private let files: [MigrationFile]

    init() throws { files = try MigrationFiles.load(from: MigrationFiles.locate()) }

    @Test("An empty database becomes the newest, and the second time nothing happens")
    func emptyToLatest() async throws {
        try await TestDatabase.withEmpty { test in
            let migrator = Migrator(files: files)
            let pool = test.database.pool
            #expect(try await pool.withConnection { try migrator.status(on: $0) } == SchemaStatus(current: 0, latest: files.count))
            #expect(try await pool.withConnection { try migrator.migrate(on: $0) } == files.map(\.name))
            #expect(try await pool.withConnection { try migrator.migrate(on: $0) } == [])
            try await pool.withConnection { try migrator.requireLatest(on: $0) }
            #expect(try await test.database.schemaStatus() == SchemaStatus(current: files.count, latest: files.count))
            #expect(try await test.database.collections.list().map(\.name) == ["default"])
            let versions = try await test.database.engineVersions()
            #expect(versions.vector.hasPrefix("0."))
        }
    }

    @Test("An older database is refused with advice until it is migrated")
    func behind() async throws {
        try await TestDatabase.withEmpty { test in
            let old = Migrator(files: Array(files.prefix(1)))
            let new = Migrator(files: files)
            try await test.database.pool.withConnection { connection in
                try old.migrate(on: connection)
                let error = #expect(throws: SemblanceError.self) { try new.requireLatest(on: connection) }
                #expect(error?.code == .incompatible)
                #expect(error?.advice?.contains("database migrate") == true)
                #expect(try new.migrate(on: connection) == files.dropFirst().map(\.name))
                try new.requireLatest(on: connection)
            }
        }
    }

    @Test("A database that a newer program migrated is refused")
    func ahead() async throws {
        try await TestDatabase.with { test in
            let old = Migrator(files: Array(files.dropLast()))
            try await test.database.pool.withConnection { connection in
                for attempt in [{ try old.requireLatest(on: connection) }, { _ = try old.migrate(on: connection) }] {
                    let error = #expect(throws: SemblanceError.self) { try attempt() }
                    #expect(error?.code == .incompatible)
                    #expect(error?.message.contains("newer than this program") == true)
                }
            }
        }
    }

    @Test("A migration that was edited after it landed is refused")
    func edited() async throws {
        try await TestDatabase.with { test in
            let changed = try files.map { try MigrationFile(name: $0.name, sql: $0.number == 2 ? $0.sql + "\n-- changed" : $0.sql) }
            let error = await #expect(throws: SemblanceError.self) {
                try await test.database.pool.withConnection { _ = try Migrator(files: changed).migrate(on: $0) }
            }
            #expect(error?.code == .incompatible)
            #expect(error?.message.contains(files[1].name) == true)
        }
    }

    @Test("A migration that fails is undone as a whole")
    func failing() async throws {
        try await TestDatabase.with { test in
            let bad = try MigrationFile(
                name: String(format: "%04d_break_things", files.count + 1), sql: "CREATE TABLE half (); SELECT 1/0;")
            try await test.database.pool.withConnection { connection in
                let error = #expect(throws: SemblanceError.self) { try Migrator(files: files + [bad]).migrate(on: connection) }
                #expect(error?.message.contains(bad.name) == true)
                let rows = try connection.query("SELECT to_regclass('half') IS NULL")
                #expect(try rows.first?.value(0) == true)
                #expect(try Migrator(files: files).status(on: connection).current == files.count)
            }
        }
    }

    @Test("Several processes may migrate at once")
    func concurrent() async throws {
        try await TestDatabase.withEmpty { test in
            let migrator = Migrator(files: files)
            let applied = try await withThrowingTaskGroup(of: [String].self) { group in
                for _ in 0..<4 {
                    group.addTask {
                        let connection = try await PostgresConnection.connect(test.connectionString)
                        return try await migrator.migrate(on: connection)
                    }
                }
                return try await group.reduce(into: []) { $0 += $1 }
            }
            #expect(applied == files.map(\.name))
        }
    }

    @Test(
        "Files with gaps, double numbers or other names are refused", arguments: [["0001_a", "0003_b"], ["0001_a", "0001_b"], ["first"]])
    func refusedFiles(names: [String]) throws {
        let folder = NSTemporaryDirectory() + "migrations-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        for name in names { try Data("SELECT 1;".utf8).write(to: URL(fileURLWithPath: "\(folder)/\(name).sql")) }
        let error = #expect(throws: SemblanceError.self) { try MigrationFiles.load(from: folder) }
        #expect(error?.code == .invalidArgument)
    }

    @Test("A folder that SEMBLANCE_MIGRATIONS names wrongly is said by name")
    func wrongFolder() {
        let error = #expect(throws: SemblanceError.self) {
            try MigrationFiles.locate(environment: ["SEMBLANCE_MIGRATIONS": "/nonexistent"])
        }
        #expect(error?.description.contains("SEMBLANCE_MIGRATIONS") == true)
    }
}
