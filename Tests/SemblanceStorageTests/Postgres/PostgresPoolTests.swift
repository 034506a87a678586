import Foundation
import SemblanceCore
import SemblanceStorage
import SemblanceTestSupport
import Testing

@Suite("The pool hands out connections")
struct PostgresPoolTests {
    /// Counts how many are inside at one time.
    private actor Gauge {
        private var inside = 0
        private(set) var most = 0

        func enter() {
            inside += 1
            most = max(most, inside)
        }

        func leave() { inside -= 1 }
    }

    @Test("No more connections than the maximum are used, and all callers are served")
    func maximum() async throws {
        try await TestDatabase.withEmpty { test in
            let pool = PostgresPool(test.connectionString, maximum: 3)
            let gauge = Gauge()
            let sum = try await withThrowingTaskGroup(of: Int64.self) { group in
                for value in 0..<30 {
                    group.addTask {
                        try await pool.withConnection { connection in
                            await gauge.enter()
                            let rows = try connection.query("SELECT $1 FROM (SELECT pg_sleep(0.01)) s", Int64(value))
                            await gauge.leave()
                            return try rows.first?.value(0) ?? -1
                        }
                    }
                }
                return try await group.reduce(0, +)
            }
            #expect(sum == (0..<30).reduce(0, +))
            #expect(await gauge.most <= 3)
            let usage = await pool.usage
            #expect(usage.taken == 0 && usage.waiting == 0 && (1...3).contains(usage.idle))
            await pool.close()
        }
    }

    @Test("Who is cancelled while waiting leaves the line, and the others are still served")
    func cancelledWaiter() async throws {
        try await TestDatabase.withEmpty { test in
            let pool = PostgresPool(test.connectionString, maximum: 1)
            try await pool.withConnection { _ in
                let waiter = Task { try await pool.withConnection { _ in true } }
                while await pool.usage.waiting == 0 { await Task.yield() }
                waiter.cancel()
                await #expect(throws: CancellationError.self) { try await waiter.value }
                #expect(await pool.usage.waiting == 0)
            }
            #expect(try await pool.withConnection { try $0.query("SELECT 1").count } == 1)
            await pool.close()
        }
    }

    @Test("A connection that the server ended is replaced, whether it was idle or in use")
    func brokenConnections() async throws {
        try await TestDatabase.withEmpty { test in
            let pool = PostgresPool(test.connectionString, maximum: 1)
            let first = try await pool.withConnection { try TestDatabase.backend($0) }
            try await test.database.pool.withConnection { _ = try $0.query("SELECT pg_terminate_backend($1)", first) }
            try await Task.sleep(for: .milliseconds(100))
            let second = try await pool.withConnection { try TestDatabase.backend($0) }
            #expect(first != second)

            let error = await #expect(throws: SemblanceError.self) {
                try await pool.withConnection { connection in
                    _ = try connection.query("SELECT pg_terminate_backend(pg_backend_pid())")
                    _ = try connection.query("SELECT 1")
                }
            }
            #expect(error?.code == .unavailable)
            let third = try await pool.withConnection { try TestDatabase.backend($0) }
            #expect(third != second)
            await pool.close()
        }
    }

    @Test("A connection that comes back within a transaction is not handed out again")
    func unfinishedTransaction() async throws {
        try await TestDatabase.withEmpty { test in
            let pool = PostgresPool(test.connectionString, maximum: 1)
            let first = try await pool.withConnection { connection in
                try connection.executeScript("BEGIN")
                return try TestDatabase.backend(connection)
            }
            #expect(try await pool.withConnection { try TestDatabase.backend($0) } != first)
            await pool.close()
        }
    }

    @Test("A closed pool refuses, also those who waited")
    func closed() async throws {
        try await TestDatabase.withEmpty { test in
            let pool = PostgresPool(test.connectionString, maximum: 1)
            try await pool.withConnection { _ in
                let waiter = Task { try await pool.withConnection { _ in true } }
                while await pool.usage.waiting == 0 { await Task.yield() }
                await pool.close()
                await #expect(throws: SemblanceError.self) { try await waiter.value }
            }
            let error = await #expect(throws: SemblanceError.self) { try await pool.withConnection { _ in } }
            #expect(error?.code == .unavailable)
        }
    }
}

extension TestDatabase {
    /// The server process behind a connection.
    fileprivate static func backend(_ connection: isolated PostgresConnection) throws -> Int32 {
        try connection.query("SELECT pg_backend_pid()").first?.value(0) ?? 0
    }
}
