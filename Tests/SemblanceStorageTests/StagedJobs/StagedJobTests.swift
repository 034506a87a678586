import SemblanceCore
import SemblanceTestSupport
import Testing

@testable import SemblanceStorage

@Suite("Jobs in stages")
struct StagedJobTests {
    @Test("one worker at a time has such a job, until its session ends or it gives no sign of life; then the next one goes on")
    func claims() async throws {
        try await withFixture { fixture in
            let jobs = fixture.database.stagedJobs
            let job = try await jobs.enqueue("retrain", in: fixture.collection, parameters: JSONText(#"{"a": 1}"#))
            let (first, second) = (try await fixture.worker(), try await fixture.worker())
            let claim = try #require(try await jobs.claim("retrain", first))
            #expect(claim.job.id == job.id && claim.job.state == .running && claim.job.attempts == 1)
            #expect(try await jobs.claim("retrain", second) == nil)
            #expect(try await jobs.claim("other", first) == nil)
            #expect(try await jobs.note(claim, stage: "train", done: 3, total: 9)?.stage == JobStage(name: "train", done: 3, total: 9))
            try await jobs.keep(claim, result: JSONText(#"{"done": 1}"#), model: fixture.model.id)

            await first.close()
            let next = try #require(try await jobs.claim("retrain", second))
            #expect(next.job.attempts == 2 && next.job.modelID == fixture.model.id && next.job.result.text.contains("done"))
            // What the first one still says is not heard.
            #expect(try await !jobs.isInForce(claim))
            #expect(try await jobs.note(claim, stage: "x", done: 0, total: nil) == nil)
            #expect(try await jobs.keep(claim, result: .emptyObject, model: fixture.model.id) == nil)
            #expect(try await jobs.end(claim, .failed, message: "no") == nil)
            #expect(try await jobs.end(next, .succeeded, message: "well")?.state == .succeeded)
            #expect(try await jobs.claim("retrain", second) == nil)
            #expect(try await !jobs.areWaiting("retrain"))
            await second.close()
        }
    }

    @Test("one that is cancelled is nobody's any more; given back, it waits; failed, it can be retried, and nothing else can")
    func ends() async throws {
        try await withFixture { fixture in
            let jobs = fixture.database.stagedJobs
            let worker = try await fixture.worker()
            let job = try await jobs.enqueue("retrain", in: fixture.collection, parameters: .emptyObject)
            var claim = try #require(try await jobs.claim("retrain", worker))
            try await jobs.release(claim)
            #expect(try await fixture.database.jobs.require(id: job.id).state == .queued)
            claim = try #require(try await jobs.claim("retrain", worker))
            await #expect(throws: SemblanceError.self) { try await jobs.retry(job.id) }
            try await jobs.end(claim, .failed, message: "the disk")
            let again = try await jobs.retry(job.id)
            #expect(again.state == .queued && again.message == nil && again.finishedAt == nil)

            claim = try #require(try await jobs.claim("retrain", worker))
            try await fixture.database.jobs.cancel(id: job.id)
            #expect(try await !jobs.isInForce(claim))
            let other = try await jobs.enqueue("retrain", in: fixture.collection, parameters: JSONText(#"{"b": 2}"#))
            #expect(other.id != job.id)
            let busy = await #expect(throws: SemblanceError.self) { try await jobs.retry(job.id) }
            #expect(busy?.code == .conflict && busy?.message.contains("\(other.id)") == true)
            await worker.close()
        }
    }

    @Test("inputs that cannot be used are told with the job, each once, however often they are counted")
    func inputs() async throws {
        try await withFixture { fixture in
            let jobs = fixture.database.stagedJobs
            let worker = try await fixture.worker()
            let job = try await jobs.enqueue("retrain", in: fixture.collection, parameters: .emptyObject)
            let claim = try #require(try await jobs.claim("retrain", worker))
            let failure = JobFailure(source: Array("/a.jpg".utf8), code: "unreadable", message: "gone")
            for _ in 0..<2 {
                let counted = try await jobs.keep(claim, inputs: JobProgress(total: 5, encoded: 4, failed: 1), failures: [failure])
                #expect(counted?.progress == JobProgress(total: 5, encoded: 4, failed: 1))
            }
            #expect(try await fixture.database.jobs.failures(of: job.id).map(\.message) == ["gone"])
            await worker.close()
        }
    }

    @Test("versions in training whose job was cancelled are abandoned; those of others, and versions that are ready, are not")
    func abandoned() async throws {
        try await withFixture { fixture in
            let (jobs, models) = (fixture.database.stagedJobs, fixture.database.models)
            let worker = try await fixture.worker()
            let job = try await jobs.enqueue("retrain", in: fixture.collection, parameters: .emptyObject)
            let claim = try #require(try await jobs.claim("retrain", worker))
            let training = try await models.register(Fixture.newModel(state: .training), in: fixture.collection)
            try await jobs.keep(claim, result: .emptyObject, model: training.id)
            #expect(try await jobs.abandonedVersions(of: "retrain").isEmpty)
            try await fixture.database.jobs.cancel(id: job.id)
            let found = try await jobs.abandonedVersions(of: "retrain")
            #expect(found.map(\.model) == [training.id] && found.map(\.job) == [job.id])
            try await models.setState(.ready, of: training.id)
            #expect(try await jobs.abandonedVersions(of: "retrain").isEmpty)
            await worker.close()
        }
    }
}
