import Foundation
import SemblanceCore
@testable import SemblanceStorage
import SemblanceTestSupport
import Testing

@Suite("Connections run statements, transactions and COPY")
struct PostgresConnectionTests {
    @Test("A statement is prepared once for each set of parameter types")
    func preparedOnce() async throws {
        try await TestDatabase.withEmpty { test in
            try await test.database.pool.withConnection { connection in
                for value in 0..<50 {
                    let rows = try connection.query("SELECT $1", Int64(value))
                    #expect(try rows.first?.value(0, as: Int64.self) == Int64(value))
                }
                let first = connection.preparedCount
                #expect(first == 1)
                try connection.query("SELECT $1", "text")
                let second = connection.preparedCount
                #expect(second == 2)
                for number in 0..<300 { try connection.query("SELECT \(number)") }
                let last = connection.preparedCount
                #expect(last <= 256)
                let rows = try connection.query("SELECT $1", Int64(7))
                #expect(try rows.first?.value(0, as: Int64.self) == 7)
            }
        }
    }

    @Test("COPY carries rows in and out in binary, across message borders, with NULL")
    func copyBothWays() async throws {
        try await TestDatabase.with { test in
            let count = 20_000
            try await test.database.pool.withConnection { connection in
                try connection.executeScript("CREATE TABLE copied (id bigint, name text, v vector, bytes bytea)")
                let written = try connection.copyIn("copied") { writer in
                    for id in 0..<count {
                        let name = id.isMultiple(of: 3) ? nil : "näme \(id)"
                        try writer.row(Int64(id), name, [Float(id), -1], [UInt8](repeating: UInt8(id & 255), count: id % 50))
                    }
                }
                #expect(written == count)
                let sum = try connection.copyOut("(SELECT * FROM copied ORDER BY id)", into: 0) { seen, row in
                    let id: Int64 = try row.next()
                    let name: String? = try row.next()
                    var vector: [Float] = []
                    let dimension = try row.nextVector(appendingTo: &vector)
                    let bytes: [UInt8] = try row.next()
                    #expect(id == Int64(seen) && dimension == 2 && vector == [Float(seen), -1])
                    #expect(name == (seen.isMultiple(of: 3) ? nil : "näme \(seen)"))
                    #expect(bytes == [UInt8](repeating: UInt8(seen & 255), count: seen % 50))
                    seen += 1
                }
                #expect(sum == count)
            }
        }
    }

    @Test("A COPY that fails, on either side, leaves nothing behind and the connection usable")
    func copyFailures() async throws {
        struct Stop: Error {}
        try await TestDatabase.withEmpty { test in
            try await test.database.pool.withConnection { connection in
                try connection.executeScript("CREATE TABLE copied (id bigint PRIMARY KEY)")
                #expect(throws: Stop.self) {
                    try connection.copyIn("copied") { writer in
                        for id in 0..<10_000 { try writer.row(Int64(id)) }
                        throw Stop()
                    }
                }
                let error = #expect(throws: SemblanceError.self) {
                    try connection.copyIn("copied") { writer in
                        try writer.row(Int64(1))
                        try writer.row(Int64(1))
                    }
                }
                #expect(error?.code == .conflict)
                try connection.executeScript("INSERT INTO copied SELECT generate_series(1, 200000)")
                #expect(throws: Stop.self) {
                    try connection.copyOut("copied", into: 0) { seen, _ in
                        seen += 1
                        if seen == 10 { throw Stop() }
                    }
                }
                let rows = try connection.query("SELECT count(*) FROM copied")
                #expect(try rows.first?.value(0, as: Int64.self) == 200_000)
                let isReusable = connection.isReusable
                #expect(isReusable)
            }
        }
    }

    @Test("A transaction whose body throws is rolled back, and one that ends well is kept")
    func transactions() async throws {
        struct Stop: Error {}
        try await TestDatabase.withEmpty { test in
            let pool = test.database.pool
            try await pool.withConnection { try $0.executeScript("CREATE TABLE kept (id bigint)") }
            await #expect(throws: Stop.self) {
                try await pool.withTransaction { connection in
                    try connection.execute("INSERT INTO kept VALUES (1)")
                    throw Stop()
                }
            }
            try await pool.withTransaction { _ = try $0.execute("INSERT INTO kept VALUES (2)") }
            let kept = try await pool.withConnection { try $0.query("SELECT id FROM kept").map { try $0.value(0, as: Int64.self) } }
            #expect(kept == [2])
            let nested = await #expect(throws: SemblanceError.self) {
                try await pool.withTransaction { connection in try connection.withTransaction {} }
            }
            #expect(nested?.code == .conflict)
        }
    }

    @Test("A transaction that deadlocks is tried again and succeeds")
    func deadlock() async throws {
        try await TestDatabase.withEmpty { test in
            let pool = test.database.pool
            try await pool.withConnection {
                try $0.executeScript("CREATE TABLE pair (id bigint PRIMARY KEY, n bigint); INSERT INTO pair VALUES (1, 0), (2, 0)")
            }
            try await withThrowingTaskGroup(of: Void.self) { group in
                for order in [[1, 2], [2, 1]] as [[Int64]] {
                    group.addTask {
                        try await pool.withTransaction { connection in
                            try connection.executeScript("SET LOCAL deadlock_timeout = '50ms'")
                            try connection.execute("UPDATE pair SET n = n + 1 WHERE id = $1", order[0])
                            try connection.executeScript("SELECT pg_sleep(0.2)")
                            try connection.execute("UPDATE pair SET n = n + 1 WHERE id = $1", order[1])
                        }
                    }
                }
                try await group.waitForAll()
            }
            let sums = try await pool.withConnection { try $0.query("SELECT n FROM pair").map { try $0.value(0, as: Int64.self) } }
            #expect(sums == [2, 2])
        }
    }

    @Test(
        "Server errors become codes, and their public text holds neither SQL nor values",
        arguments: [
            ("INSERT INTO things VALUES (1, 'secret-value')", SemblanceError.Code.conflict),
            ("INSERT INTO things VALUES (2, NULL)", .invalidArgument),
            ("INSERT INTO parts VALUES (99)", .conflict),
            ("SELECT 'secret-value' FROM secret_table", .incompatible),
            ("SELECT 'secret-value'::bigint", .invalidArgument),
            ("SELEC 'secret-value'", .engine),
            ("SELECT 1 / (length('secret-value') - 12)", .engine),
        ])
    func errors(sql: String, code: SemblanceError.Code) async throws {
        try await TestDatabase.withEmpty { test in
            let pool = test.database.pool
            try await pool.withConnection {
                try $0.executeScript(
                    """
                    CREATE TABLE things (id bigint PRIMARY KEY, name text NOT NULL); INSERT INTO things VALUES (1, 'a');
                    CREATE TABLE parts (thing bigint REFERENCES things)
                    """)
            }
            let error = await #expect(throws: SemblanceError.self) { try await pool.withConnection { _ = try $0.query(sql) } }
            #expect(error?.code == code)
            #expect(error?.detail?.contains("SQLSTATE") == true)
            for word in ["secret", "SELEC", "things", "parts", "INSERT"] { #expect(error?.description.contains(word) == false) }
        }
    }

    @Test(
        "A server that cannot be reached, or a string that cannot be read, is said in one line with advice",
        arguments: [
            ("postgresql://nobody@127.0.0.1:9/x", SemblanceError.Code.unavailable), ("host=/nonexistent dbname=x", .unavailable),
            ("postgres//wrong", .invalidArgument), ("nonsense=1", .invalidArgument),
        ])
    func connectionErrors(string: String, code: SemblanceError.Code) async throws {
        let error = await #expect(throws: SemblanceError.self) { try await PostgresConnection.connect(string, timeout: 2) }
        #expect(error?.code == code)
        #expect(error?.advice != nil)
        #expect(error?.description.contains("\n") == false)
    }

    @Test("A database that does not exist is not found")
    func missingDatabase() async throws {
        try await TestDatabase.withEmpty { test in
            let string = test.connectionString.replacingOccurrences(of: "@/test_", with: "@/missing_")
            let error = await #expect(throws: SemblanceError.self) { try await PostgresConnection.connect(string) }
            #expect(error?.code == .notFound)
        }
    }

    @Test("A closed connection refuses statements")
    func closed() async throws {
        try await TestDatabase.withEmpty { test in
            let connection = try await PostgresConnection.connect(test.connectionString)
            await connection.close()
            await #expect(throws: SemblanceError.self) { try await connection.query("SELECT 1") }
        }
    }

    /// Says which thread it runs on.
    private actor Probe {
        private nonisolated let executor = DedicatedThreadExecutor(name: "probe")

        nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

        func thread() throws -> String { try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/thread-self") }
    }

    @Test("An executor is one thread of its own, which ends when the executor goes")
    func threadsEnd() async throws {
        var probe: Probe? = Probe()
        let thread = try #require(try await probe?.thread())
        #expect(try await probe?.thread() == thread)
        #expect(try await Probe().thread() != thread)
        #expect(FileManager.default.fileExists(atPath: "/proc/" + thread))
        probe = nil
        for _ in 0..<1000 where FileManager.default.fileExists(atPath: "/proc/" + thread) { try await Task.sleep(for: .milliseconds(10)) }
        #expect(!FileManager.default.fileExists(atPath: "/proc/" + thread))
    }
}
