import Foundation
import SemblanceCore
import SemblanceStorage
import SemblanceTestSupport
import Testing

@Suite("Jobs are accounted for")
struct JobRepositoryTests {
    @Test("A job goes from queued over running to succeeded, keeps its counts, and the first one lets its model serve")
    func lifeCycle() async throws {
        try await withFixture { fixture in
            let jobs = fixture.database.jobs
            let made = try await fixture.plan([Fixture.file("/a.jpg"), Fixture.file("/bad.jpg")])
            #expect(made.state == .queued && made.attempts == 0 && made.startedAt == nil)
            #expect(try await jobs.finishIndexing(id: made.id, prunes: false).state == .queued, "units are left")
            let worker = try await fixture.worker()
            let unit = try #require(try await fixture.database.units.claim(worker))
            let begun = try await jobs.require(id: made.id)
            #expect(begun.state == .running && begun.attempts == 1 && begun.startedAt != nil && begun.heartbeatAt != nil)
            try await fixture.complete(unit, worker)
            await worker.close()
            #expect(try await fixture.database.activations.current(in: fixture.collection) == nil)
            let ended = try await jobs.finishIndexing(id: made.id, prunes: false)
            #expect(ended.state == .succeeded && ended.progress == .of(2, encoded: 1, failed: 1) && ended.finishedAt != nil)
            #expect(try await jobs.finishIndexing(id: made.id, prunes: false) == ended)
            #expect(try await fixture.database.activations.current(in: fixture.collection)?.modelID == fixture.model.id)
            #expect(try await jobs.list(in: fixture.collection) == [ended])
            #expect(try await jobs.end(id: made.id, state: .failed, message: "too late") == false)
        }
    }

    @Test("A job ends early once, with the reason")
    func early() async throws {
        try await withFixture { fixture in
            let jobs = fixture.database.jobs
            let job = try await fixture.plan([Fixture.file("/a.jpg")])
            #expect(try await jobs.end(id: job.id, state: .failed, message: "out of order"))
            #expect(try await jobs.require(id: job.id).message == "out of order")
            let again = await #expect(throws: SemblanceError.self) { try await jobs.cancel(id: job.id) }
            #expect(again?.code == .conflict)
            let next = try await fixture.plan([Fixture.file("/a.jpg")])
            #expect(next.id != job.id)
            #expect(try await jobs.cancel(id: next.id).state == .cancelled)
        }
    }

    @Test("Failures keep their sources as bytes, in their order, and come a page at a time")
    func failures() async throws {
        try await withFixture { fixture in
            let failures = [
                JobFailure(source: [0xFF, 0x2F], code: "unreadable", message: "not permitted"),
                JobFailure(source: Array("/b".utf8), code: "unreadable", message: "not permitted"),
            ]
            let job = try await fixture.plan([], failures: failures)
            let found = try await fixture.database.jobs.failures(of: job.id)
            #expect(found.map(\.source) == failures.map(\.source) && found.map(\.message) == failures.map(\.message))
            #expect(try await fixture.database.jobs.failures(of: job.id, after: found[0].id, limit: 1) == [found[1]])
            #expect(try await fixture.database.jobs.failures(of: job.id, after: found[1].id).isEmpty)
            #expect(job.progress == .of(2, failed: 2))
        }
    }

    @Test("Jobs that do not exist are refused")
    func refused() async throws {
        try await withFixture { fixture in
            let jobs = fixture.database.jobs
            for act in [
                { _ = try await jobs.cancel(id: 9) }, { _ = try await jobs.require(id: 9) },
                { _ = try await jobs.finishIndexing(id: 9, prunes: false) },
            ] {
                let error = await #expect(throws: SemblanceError.self) { try await act() }
                #expect(error?.code == .notFound)
            }
        }
    }
}
