import SemblanceCore
import SemblanceStorage
import SemblanceTestSupport
import Testing

@Suite("A job is asked for first and planned later")
struct QueuedPlanTests {
    private func request(_ fixture: Fixture, _ parameters: String = #"{"corpus": ["/"]}"#, retriesFailures: Bool = false) -> IndexRequest {
        IndexRequest(
            collection: fixture.collection, model: fixture.model.id, parameters: JSONText(parameters), retriesFailures: retriesFailures)
    }

    /// Plans a claim over files of a folder `/`.
    private func plan(_ claim: PlanClaim, _ files: [ListedFile], _ fixture: Fixture) async throws -> Job? {
        try await fixture.database.plans.plan(claim) { add in
            for file in files { try add(.file(file)) }
            try add(.covers(Array("/".utf8)))
        }
    }

    @Test("A queued job waits for its plan, is not finished for want of units, and is worked off once it has them")
    func lifeCycle() async throws {
        try await withFixture { fixture in
            let (plans, jobs) = (fixture.database.plans, fixture.database.jobs)
            let queued = try await plans.enqueue(request(fixture))
            #expect(queued.state == .queued && queued.plannedAt == nil && queued.progress == .of(0) && queued.modelID == fixture.model.id)
            #expect(try await plans.enqueue(request(fixture)) == queued)
            #expect(try await plans.enqueue(request(fixture, #"{"corpus": ["/other"]}"#)).id != queued.id)
            #expect(try await jobs.indexingJobsToFinish().isEmpty)
            #expect(try await jobs.finishIndexing(id: queued.id, prunes: false) == queued)
            #expect(try await fixture.database.units.areWaiting())

            let worker = try await fixture.worker()
            #expect(try await fixture.database.units.claim(worker) == nil)
            let claim = try #require(try await plans.claim(worker))
            #expect(claim.job == queued.id && claim.request.parameters == queued.parameters && claim.request.model == fixture.model.id)
            let planned = try #require(try await plan(claim, ["/a.jpg", "/bad.jpg"].map { Fixture.file($0) }, fixture))
            #expect(planned.id == queued.id && planned.progress == .of(2) && planned.plannedAt != nil && planned.state == .queued)
            #expect(try await plans.isInForce(claim) == false)
            #expect(try await plans.enqueue(request(fixture)).id == queued.id, "it is under way")
            await worker.close()
            let ended = try await fixture.workOff(planned)
            #expect(ended.state == .succeeded && ended.progress == .of(2, encoded: 1, failed: 1))
            let next = try await plans.enqueue(request(fixture))
            #expect(next.id != queued.id && next.plannedAt == nil)
        }
    }

    @Test("One worker at a time lists a job; where its session ends, or it gives no sign of life, the next one may at once")
    func claims() async throws {
        try await withFixture { fixture in
            let plans = fixture.database.plans
            let job = try await plans.enqueue(request(fixture)).id
            let (first, second) = (try await fixture.worker(), try await fixture.worker())
            let lost = try #require(try await plans.claim(first))
            #expect(try await plans.claim(second) == nil)
            #expect(try await plans.claim(first) == nil)
            // As by a kill: the server sees the connection end.
            first.interrupt()
            var claim: PlanClaim?
            while claim == nil { claim = try await plans.claim(second, job: job) }
            #expect(try await plans.isInForce(lost) == false)
            #expect(try await plan(lost, [Fixture.file("/a.jpg")], fixture) == nil, "what the first one listed is not planned")
            try await plans.giveUp(lost, message: "no such folder")
            #expect(try await fixture.database.jobs.require(id: job).plannedAt == nil)
            #expect(try await fixture.database.jobs.require(id: job).state == .queued)
            await second.close()

            let silent = try await fixture.worker()
            #expect(try await plans.claim(silent) != nil)
            let third = try await fixture.worker()
            #expect(try await plans.claim(third) == nil)
            try await fixture.execute("UPDATE workers SET heartbeat_at = clock_timestamp() - interval '31 seconds' WHERE id = \(silent.id)")
            let taken = try #require(try await plans.claim(third))
            #expect(try await plan(taken, [Fixture.file("/b.jpg")], fixture)?.progress == .of(1))
            for worker in [first, silent, third] { await worker.close() }
        }
    }

    @Test("A cancelled job is not planned, and a failed one can be asked for again or retried")
    func ended() async throws {
        try await withFixture { fixture in
            let (plans, jobs) = (fixture.database.plans, fixture.database.jobs)
            let worker = try await fixture.worker()
            let cancelled = try await plans.enqueue(request(fixture)).id
            let claim = try #require(try await plans.claim(worker))
            try await jobs.cancel(id: cancelled)
            #expect(try await plans.isInForce(claim) == false)
            #expect(try await plan(claim, [Fixture.file("/a.jpg")], fixture) == nil)
            #expect(try await jobs.require(id: cancelled).state == .cancelled)
            #expect(try await plans.claim(worker) == nil)
            #expect(try await plans.retry(job: cancelled).plannedAt == nil)
            #expect(try await plans.isInForce(claim) == false, "what was listed before the cancellation is not taken up")
            #expect(try await plans.claim(worker)?.job == cancelled)
            try await jobs.cancel(id: cancelled)

            let failing = try await plans.enqueue(request(fixture))
            try await plans.giveUp(try #require(try await plans.claim(worker)), message: "there is no folder")
            let failed = try await jobs.require(id: failing.id)
            #expect(failed.state == .failed && failed.message == "there is no folder" && failed.finishedAt != nil)
            let retried = try await plans.retry(job: failing.id)
            #expect(retried.state == .queued && retried.plannedAt == nil && retried.message == nil)
            #expect(try await plans.claim(worker)?.job == failing.id)
            await worker.close()
        }
    }

    @Test("A plan from the command line serves the queued job too, and a listing that comes later is dropped")
    func overtaken() async throws {
        try await withFixture { fixture in
            let plans = fixture.database.plans
            let queued = try await plans.enqueue(request(fixture))
            let worker = try await fixture.worker()
            let claim = try #require(try await plans.claim(worker))
            let planned = try await fixture.plan(["/a.jpg", "/b.jpg"].map { Fixture.file($0) })
            #expect(planned.id == queued.id && planned.progress == .of(2) && planned.plannedAt != nil)
            #expect(try await plan(claim, [Fixture.file("/a.jpg")], fixture) == nil)
            #expect(try await fixture.database.jobs.require(id: queued.id).progress == .of(2))
            await worker.close()
        }
    }

    @Test("Whether failures are tried again is kept until the plan is made", arguments: [false, true])
    func retries(retriesFailures: Bool) async throws {
        try await withFixture { fixture in
            let files = ["/a.jpg", "/bad.jpg"].map { Fixture.file($0) }
            try await fixture.workOff(fixture.plan(files))
            _ = try await fixture.database.plans.enqueue(request(fixture, retriesFailures: retriesFailures))
            let worker = try await fixture.worker()
            let claim = try #require(try await fixture.database.plans.claim(worker))
            #expect(try await plan(claim, files, fixture)?.progress == .of(2, encoded: 1, failed: retriesFailures ? 0 : 1))
            await worker.close()
        }
    }

    @Test("Collections and versions that do not exist are refused")
    func refused() async throws {
        try await withFixture { fixture in
            let other = try await fixture.database.collections.create(name: "other")
            for (collection, model) in [(999, fixture.model.id), (fixture.collection, 999), (other.id, fixture.model.id)] {
                let request = IndexRequest(collection: collection, model: model, parameters: .emptyObject)
                let error = await #expect(throws: SemblanceError.self) { _ = try await fixture.database.plans.enqueue(request) }
                #expect(error?.code == .notFound)
            }
        }
    }

    @Test("Jobs are listed newest first, a page at a time, of one state where that is asked for")
    func listing() async throws {
        try await withFixture { fixture in
            let jobs = fixture.database.jobs
            var ids: [Int64] = []
            for number in 0..<7 {
                ids.append(try await fixture.database.plans.enqueue(request(fixture, "{\"corpus\": [\"/\(number)\"]}")).id)
            }
            for id in ids[1...3] { try await jobs.cancel(id: id) }
            #expect(try await jobs.list(in: fixture.collection, limit: 3).map(\.id) == [ids[6], ids[5], ids[4]])
            #expect(try await jobs.list(in: fixture.collection, before: ids[4], limit: 3).map(\.id) == [ids[3], ids[2], ids[1]])
            #expect(try await jobs.list(in: fixture.collection, state: .cancelled, limit: 2).map(\.id) == [ids[3], ids[2]])
            #expect(try await jobs.list(in: fixture.collection, before: ids[2], state: .cancelled).map(\.id) == [ids[1]])
            #expect(try await jobs.list(in: fixture.collection, before: ids[0]).isEmpty)
        }
    }
}
