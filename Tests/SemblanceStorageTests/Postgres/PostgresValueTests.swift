import Foundation
import SemblanceCore
import SemblanceStorage
import SemblanceTestSupport
import Testing

@Suite("Values travel to PostgreSQL and back unchanged")
struct PostgresValueTests {
    @Test("Every type keeps its value, at its limits too")
    func roundTrips() async throws {
        try await TestDatabase.with { test in
            try await test.database.pool.withConnection { connection in
                for value in [Int64.min, -1, 0, 1, .max] { try check(value, as: "bigint", connection) }
                for value in [Int32.min, 0, .max] { try check(value, as: "integer", connection) }
                for value in [true, false] { try check(value, as: "boolean", connection) }
                for value in [Float.leastNonzeroMagnitude, -0.1, .greatestFiniteMagnitude, .infinity] {
                    try check(value, as: "real", connection)
                }
                for value in [Double.leastNonzeroMagnitude, 0.1, -.infinity] { try check(value, as: "double precision", connection) }
                for value in ["", "O'Gan $1 \\ \"x\"", "日本語 🙂", "e\u{301}"] { try check(value, as: "text", connection) }
                for value in [[UInt8](), [0, 1, 255], (0..<100_000).map { UInt8($0 & 255) }] { try check(value, as: "bytea", connection) }
                for value in [[Float](repeating: -1.5, count: 3), (0..<16_000).map { Float($0) }] {
                    try check(value, as: "vector", connection)
                }
                for value in [[Int64](), [.min, 7, .max]] { try check(value, as: "bigint[]", connection) }
                for value in [[[UInt8]](), [[], [0xFF]]] { try check(value, as: "bytea[]", connection) }
                for value in [Date(timeIntervalSince1970: 0), Date(timeIntervalSince1970: 1_700_000_000.25)] {
                    try check(value, as: "timestamptz", connection)
                }
                for value in [Int64?.none, 5] { try check(value, as: "bigint", connection) }
                for value in [[UInt8]?.none, []] { try check(value, as: "bytea", connection) }
                try check([Float]?.none, as: "vector", connection)
                let nan = try connection.query("SELECT $1", Float.nan).first?.value(0, as: Float.self)
                #expect(nan?.isNaN == true)
            }
        }
    }

    private func check<Value: PostgresValue & Equatable>(
        _ value: Value, as type: String, _ connection: isolated PostgresConnection
    ) throws {
        let rows = try connection.query("SELECT $1::\(type)", value)
        let row = try #require(rows.first)
        #expect(try row.value(0, as: Value.self) == value, "\(type)")
    }

    @Test("What the server understands is what was meant")
    func meanings() async throws {
        try await TestDatabase.with { test in
            try await test.database.pool.withConnection { connection in
                let sql = """
                    SELECT $1::vector::text, $2 AT TIME ZONE 'UTC' = '2001-09-09 01:46:40.000001', $3->>'a', encode($4, 'hex')
                    """
                let time = Date(timeIntervalSince1970: 1_000_000_000.000001)
                let rows = try connection.query(sql, [1, -2.5] as [Float], time, JSONText(encoding: ["a": "ü"]), [0xDE, 0xAD] as [UInt8])
                let row = try #require(rows.first)
                #expect(try row.value(0) == "[1,-2.5]")
                #expect(try row.value(1) == true)
                #expect(try row.value(2) == "ü")
                #expect(try row.value(3) == "dead")
            }
        }
    }

    @Test("JSON documents are decoded into what was encoded")
    func json() async throws {
        struct Settings: Codable, Equatable {
            var name: String
            var since: Date
            var steps: [Int]?
        }
        let settings = Settings(name: "a\u{1F642}", since: Date(timeIntervalSince1970: 1_000_000), steps: nil)
        try await TestDatabase.with { test in
            let stored = try await test.database.pool.withConnection { connection in
                try connection.query("SELECT $1::jsonb", try JSONText(encoding: settings)).first?.value(0, as: JSONText.self)
            }
            #expect(try stored?.decode() == settings)
            let error = #expect(throws: SemblanceError.self) { try JSONText("[1]").decode(as: Settings.self) }
            #expect(error?.code == .corrupt)
        }
    }

    @Test(
        "Vectors with NaN, infinities or no values are refused before they are sent", arguments: [[.nan], [1, .infinity], []] as [[Float]])
    func refusedVectors(vector: [Float]) async throws {
        try await TestDatabase.with { test in
            let error = await #expect(throws: SemblanceError.self) {
                try await test.database.pool.withConnection { _ = try $0.query("SELECT $1::vector", vector) }
            }
            #expect(error?.code == .invalidArgument)
        }
    }

    @Test("A NUL character in a text is refused with words")
    func refusedText() async throws {
        try await TestDatabase.with { test in
            let error = await #expect(throws: SemblanceError.self) {
                try await test.database.pool.withConnection { _ = try $0.query("SELECT $1", "a\0b") }
            }
            #expect(error?.code == .invalidArgument)
        }
    }

    @Test("A column of another type, or a NULL where none was expected, is an error and no crash")
    func mismatches() async throws {
        try await TestDatabase.with { test in
            try await test.database.pool.withConnection { connection in
                let rows = try connection.query("SELECT 1::integer, NULL::bigint, 'x'::text")
                let row = try #require(rows.first)
                #expect(throws: SemblanceError.self) { try row.value(0, as: Int64.self) }
                #expect(throws: SemblanceError.self) { try row.value(1, as: Int64.self) }
                #expect(throws: SemblanceError.self) { try row.value(2, as: [Int64].self) }
                #expect(try row.value(1, as: Int64?.self) == nil)
            }
        }
    }
}
