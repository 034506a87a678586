import SemblanceCore
import SemblanceTestSupport
import Testing

@testable import SemblanceStorage

@Suite("Sessions of workers")
struct WorkerSessionTests {
    /// A connection in the middle of a transaction of a worker's, which has all units locked.
    private func lock(_ units: Int, as worker: WorkerSession, _ fixture: Fixture) async throws -> PostgresConnection {
        let connection = try await PostgresConnection.connect(fixture.test.connectionString)
        try await connection.executeScript("BEGIN; \(worker.preamble); SELECT FROM job_units ORDER BY id LIMIT \(units) FOR UPDATE")
        return connection
    }

    @Test("The transactions of a worker that went silent are ended by a sign of life of another, those of others are not")
    func silent() async throws {
        try await withFixture { fixture in
            _ = try await fixture.plan((0..<10).map { Fixture.file("/\($0).jpg") })
            let (silent, lively) = (try await fixture.worker(leaseSeconds: 0.2), try await fixture.worker())
            let stuck = try await lock(1, as: silent, fixture)
            let busy = try await lock(0, as: lively, fixture)
            #expect(try await fixture.database.units.claim(lively) == nil, "the unit is locked")
            try await Task.sleep(for: .milliseconds(300))
            try await lively.beat()
            var unit: WorkUnit?
            // A session ends on its own time.
            while unit == nil { unit = try await fixture.database.units.claim(lively) }
            let error = await #expect(throws: SemblanceError.self) { try await stuck.executeScript("COMMIT") }
            #expect(error?.code == .unavailable)
            try await busy.executeScript("COMMIT")
            for connection in [stuck, busy] { await connection.close() }
            for worker in [silent, lively] { await worker.close() }
        }
    }

    @Test("A process that comes back after an outage gives back what its lost session had, as if it had not taken it")
    func lost() async throws {
        try await withFixture { fixture in
            _ = try await fixture.plan((0..<10).map { Fixture.file("/\($0).jpg") })
            let before = try await fixture.worker()
            _ = try #require(try await fixture.database.units.claim(before))
            // The server does not know yet that nobody will end this transaction.
            let stuck = try await lock(1, as: before, fixture)
            before.interrupt()
            #expect(await before.close() == false)
            let after = try await WorkerSession.open(fixture.test.connectionString, leaseSeconds: 30, previous: before.id)
            // A session ends on its own time.
            await #expect(throws: SemblanceError.self) { while true { try await stuck.executeScript("SELECT 1") } }
            await after.close()
            let again = try await WorkerSession.open(fixture.test.connectionString, leaseSeconds: 30, previous: before.id)
            #expect(try await fixture.database.units.claim(again)?.attempt == 1)
            await stuck.close()
            await again.close()
        }
    }

    @Test("A sign of life does not wait for a unit that is being stored")
    func storing() async throws {
        try await withFixture { fixture in
            _ = try await fixture.plan((0..<10).map { Fixture.file("/\($0).jpg") })
            let worker = try await fixture.worker()
            _ = try #require(try await fixture.database.units.claim(worker))
            let storing = try await lock(1, as: worker, fixture)
            try await worker.beat()
            try await storing.executeScript("COMMIT")
            await storing.close()
            await worker.close()
        }
    }

    @Test("A session whose database does not answer ends within its lease")
    func blocked() async throws {
        try await withFixture { fixture in
            let worker = try await fixture.worker(leaseSeconds: 0.2)
            let connection = try await PostgresConnection.connect(fixture.test.connectionString)
            try await connection.executeScript("BEGIN; LOCK TABLE workers IN ACCESS EXCLUSIVE MODE")
            let error = await #expect(throws: SemblanceError.self) { try await worker.beat() }
            #expect(error?.code == .unavailable)
            await worker.close()
            let refused = await #expect(throws: SemblanceError.self) { _ = try await fixture.worker(leaseSeconds: 0.2) }
            #expect(refused?.code == .unavailable)
            await connection.close()
        }
    }
}
