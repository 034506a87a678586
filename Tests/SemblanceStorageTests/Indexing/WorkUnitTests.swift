import SemblanceCore
import SemblanceStorage
import SemblanceTestSupport
import Testing

@Suite("Workers share units")
struct WorkUnitTests {
    private let files = (0..<640).map { Fixture.file("/\(1000 + $0).jpg") }

    @Test("Each unit goes to one worker only, the oldest first")
    func claims() async throws {
        try await withFixture { fixture in
            _ = try await fixture.plan(files)
            let workers = [try await fixture.worker(), try await fixture.worker(), try await fixture.worker()]
            let taken = try await withThrowingTaskGroup(of: [WorkUnit].self) { group in
                for worker in workers {
                    group.addTask {
                        var units: [WorkUnit] = []
                        while let unit = try await fixture.database.units.claim(worker) { units.append(unit) }
                        return units
                    }
                }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            #expect(taken.allSatisfy { $0.map(\.id) == $0.map(\.id).sorted() })
            let sources = taken.joined().flatMap(\.files).map(\.source)
            #expect(sources.count == 640 && Set(sources).count == 640)
            for worker in workers { await worker.close() }
        }
    }

    @Test("The oldest job under way comes first, whatever units others have left")
    func order() async throws {
        try await withFixture { fixture in
            let left = try await fixture.plan(files)
            try await fixture.database.jobs.cancel(id: left.id)
            let second = try await fixture.plan(Array(files.prefix(65)), parameters: #"{"corpus": ["b"]}"#)
            let third = try await fixture.plan(Array(files.prefix(1)), parameters: #"{"corpus": ["c"]}"#)
            let worker = try await fixture.worker()
            var jobs: [Int64] = []
            while let unit = try await fixture.database.units.claim(worker) { jobs.append(unit.job) }
            #expect(jobs == [second.id, second.id, third.id])
            await worker.close()
        }
    }

    @Test("What a worker that died had taken goes to another at once, and what it sends later is not stored")
    func deadWorker() async throws {
        try await withFixture { fixture in
            _ = try await fixture.plan(Array(files.prefix(10)))
            let (first, second) = (try await fixture.worker(), try await fixture.worker())
            let unit = try #require(try await fixture.database.units.claim(first))
            #expect(try await fixture.database.units.claim(second) == nil)
            first.interrupt()
            var taken: WorkUnit?
            // The server notices the end of the session on its own time.
            while taken == nil { taken = try await fixture.database.units.claim(second) }
            #expect(taken?.id == unit.id && taken?.attempt == 2)
            #expect(try await fixture.complete(unit, first) == nil)
            #expect(try await fixture.database.images.count(in: fixture.collection) == 0)
            let retaken = try #require(taken)
            let stored = try #require(try await fixture.complete(retaken, second))
            #expect(stored.progress == .of(10, encoded: 10))
            #expect(try await fixture.complete(retaken, second) == nil, "once only")
            #expect(try await fixture.database.jobs.require(id: unit.job).progress == .of(10, encoded: 10))
            await second.close()
        }
    }

    @Test("A worker that the network hides loses its units with its lease, unless it gives signs of life")
    func leases() async throws {
        try await withFixture { fixture in
            _ = try await fixture.plan(Array(files.prefix(10)))
            let (first, second) = (try await fixture.worker(leaseSeconds: 0.2), try await fixture.worker())
            let unit = try #require(try await fixture.database.units.claim(first))
            var taken: WorkUnit?
            while taken == nil { taken = try await fixture.database.units.claim(second) }
            try await first.beat()
            #expect(try await fixture.complete(unit, first) == nil)

            await second.close()
            let third = try await fixture.worker(leaseSeconds: 0.2)
            let again = try #require(try await fixture.database.units.claim(first))
            #expect(again.attempt == 2, "a worker that ends in good order gives back what it took, as if it had not")
            try await fixture.database.pool.withConnection {
                _ = try $0.execute("UPDATE job_units SET leased_until = clock_timestamp() - interval '1 s'")
            }
            try await first.beat()
            #expect(try await fixture.database.units.claim(third) == nil, "the sign of life came in time")
            await first.close()
            await third.close()
        }
    }

    @Test("A unit that goes on ending its workers is cut in two, and a single file given up with the reason")
    func suspicious() async throws {
        try await withFixture { fixture in
            let job = try await fixture.plan(Array(files.prefix(4)))
            let worker = try await fixture.worker()
            let units = fixture.database.units
            var (splits, deaths) = (0, 0)
            while let unit = try await units.claim(worker) {
                if try await units.splitIfSuspicious(unit, worker) {
                    splits += 1
                } else if unit.files.contains(where: { $0.source == files[2].source }) {
                    // Dies: its session ends without a word.
                    deaths += 1
                    try await fixture.database.pool.withConnection { _ = try $0.execute("UPDATE job_units SET worker_id = NULL") }
                } else {
                    try await fixture.complete(unit, worker)
                }
            }
            let done = try await fixture.database.jobs.finishIndexing(id: job.id, prunes: false)
            #expect(done.state == .succeeded && done.progress == .of(4, encoded: 3, failed: 1))
            let failures = try await fixture.database.jobs.failures(of: job.id)
            #expect(failures.map(\.source) == [files[2].source] && failures[0].message.contains("workers ended"))
            #expect(splits == 3 && deaths == 13)
            await worker.close()
        }
    }

    @Test("A cancelled job is not worked at any more, and keeps what it did")
    func cancelled() async throws {
        try await withFixture { fixture in
            let job = try await fixture.plan(files)
            let worker = try await fixture.worker()
            let units = fixture.database.units
            let first = try #require(try await units.claim(worker))
            let second = try #require(try await units.claim(worker))
            try await fixture.complete(first, worker)
            try await fixture.database.jobs.cancel(id: job.id)
            #expect(try await fixture.complete(second, worker) == nil)
            #expect(try await units.claim(worker) == nil)
            #expect(try await units.areWaiting() == false)
            #expect(try await fixture.database.jobs.finishIndexing(id: job.id, prunes: false).state == .cancelled)
            #expect(try await fixture.database.images.count(in: fixture.collection) == first.files.count)
            await worker.close()
            let queued = try await fixture.database.plans.retry(job: job.id)
            #expect(try await fixture.workOff(queued).progress == .of(640, encoded: 640))
        }
    }

    @Test("The jobs of a model version that is deleted are cancelled")
    func deletedModel() async throws {
        try await withFixture { fixture in
            let job = try await fixture.plan(files)
            try await fixture.database.models.delete(id: fixture.model.id)
            let left = try await fixture.database.jobs.require(id: job.id)
            #expect(left.state == .cancelled && left.message?.contains("deleted") == true)
            #expect(try await fixture.database.units.areWaiting() == false)
        }
    }
}
