import Foundation
import SemblanceCore
import SemblanceStorage
import SemblanceTestSupport
import Testing

@Suite("Jobs are queued, worked at and accounted for")
struct JobRepositoryTests {
    @Test("A job goes from queued to succeeded and keeps its counts")
    func lifeCycle() async throws {
        try await withFixture { fixture in
            let jobs = fixture.database.jobs
            let made = try await jobs.create(
                kind: "index", collection: fixture.collection, model: fixture.model.id,
                parameters: try JSONText(encoding: ["corpus": "/photos"]))
            #expect(made.state == .queued && made.attempts == 0 && made.startedAt == nil)
            let begun = try await jobs.start(id: made.id)
            #expect(begun.state == .running && begun.attempts == 1 && begun.startedAt != nil && begun.heartbeatAt != nil)
            #expect(try await jobs.update(id: made.id, progress: JobProgress(total: 10, encoded: 4)) == .running)
            let progress = JobProgress(total: 10, encoded: 6, duplicates: 3, failed: 1)
            try await jobs.finish(id: made.id, state: .succeeded, progress: progress, message: "done")
            let found = try await jobs.require(id: made.id)
            #expect(found.state == .succeeded && found.progress == progress && found.message == "done" && found.finishedAt != nil)
            #expect(try found.parameters.decode() == ["corpus": "/photos"])
            #expect(try await jobs.list(in: fixture.collection) == [found])
            let again = await #expect(throws: SemblanceError.self) { try await jobs.start(id: made.id) }
            #expect(again?.code == .conflict)
        }
    }

    @Test("Each waiting job is claimed by one worker only, the oldest first")
    func claims() async throws {
        try await withFixture { fixture in
            let jobs = fixture.database.jobs
            var ids: [Int64] = []
            for _ in 0..<5 { ids.append(try await jobs.create(kind: "index", collection: fixture.collection).id) }
            _ = try await jobs.create(kind: "retrain", collection: fixture.collection)
            let claimed = try await withThrowingTaskGroup(of: Int64?.self) { group in
                for _ in 0..<8 { group.addTask { try await jobs.claim(kinds: ["index", "evaluate"])?.id } }
                return try await group.reduce(into: [Int64]()) { if let id = $1 { $0.append(id) } }
            }
            #expect(claimed.sorted() == ids)
        }
    }

    @Test("A job whose worker died is taken over, and one whose worker lives is not")
    func abandoned() async throws {
        try await withFixture { fixture in
            let jobs = fixture.database.jobs
            let job = try await jobs.create(kind: "index", collection: fixture.collection)
            _ = try await jobs.start(id: job.id)
            #expect(try await jobs.claim(kinds: ["index"]) == nil)
            let busy = await #expect(throws: SemblanceError.self) { try await jobs.start(id: job.id) }
            #expect(busy?.code == .conflict)
            try await fixture.database.pool.withConnection {
                _ = try $0.execute("UPDATE jobs SET heartbeat_at = heartbeat_at - interval '1 minute'")
            }
            #expect(try await jobs.claim(kinds: ["index"])?.attempts == 2)
        }
    }

    @Test("A cancelled job tells its worker, and can be tried again")
    func cancellation() async throws {
        try await withFixture { fixture in
            let jobs = fixture.database.jobs
            let job = try await jobs.create(kind: "index", collection: fixture.collection)
            _ = try await jobs.start(id: job.id)
            try await jobs.add(failures: [JobFailure(source: [1], code: "unreadable", message: "x")], to: job.id)
            try await jobs.cancel(id: job.id)
            #expect(try await jobs.update(id: job.id, progress: JobProgress()) == .cancelled)
            let again = await #expect(throws: SemblanceError.self) { try await jobs.cancel(id: job.id) }
            #expect(again?.code == .conflict)
            #expect(try await jobs.retry(id: job.id).state == .queued)
            #expect(try await jobs.failures(of: job.id).isEmpty)
        }
    }

    @Test("Failures keep their sources as bytes, once each, with the newest reason")
    func failures() async throws {
        try await withFixture { fixture in
            let jobs = fixture.database.jobs
            let job = try await jobs.create(kind: "index", collection: fixture.collection)
            let failures = [
                JobFailure(source: [0xFF, 0x2F], code: "unsupported", message: "no image"),
                JobFailure(source: Array("/b".utf8), code: "undecodable", message: "cut short"),
            ]
            try await jobs.add(failures: failures, to: job.id)
            let newer = JobFailure(source: [0xFF, 0x2F], code: "unreadable", message: "not permitted")
            try await jobs.add(failures: [newer], to: job.id)
            #expect(try await jobs.failures(of: job.id) == [newer, failures[1]])
            #expect(try await jobs.failures(of: job.id, offset: 1, limit: 1) == [failures[1]])
            let orphan = await #expect(throws: SemblanceError.self) { try await jobs.add(failures: failures, to: 999) }
            #expect(orphan?.code == .conflict)
        }
    }

    @Test("Jobs that do not exist, and ends that are none, are refused")
    func refused() async throws {
        try await withFixture { fixture in
            let jobs = fixture.database.jobs
            for act in [
                { _ = try await jobs.start(id: 9) }, { _ = try await jobs.cancel(id: 9) },
                { _ = try await jobs.update(id: 9, progress: JobProgress()) },
            ] {
                let error = await #expect(throws: SemblanceError.self) { try await act() }
                #expect(error?.code == .notFound)
            }
            let job = try await jobs.create(kind: "index", collection: fixture.collection)
            let error = await #expect(throws: SemblanceError.self) {
                try await jobs.finish(id: job.id, state: .running, progress: JobProgress())
            }
            #expect(error?.code == .invalidArgument)
        }
    }
}
