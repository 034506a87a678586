import SemblanceCore
import SemblanceImaging
import SemblanceStorage
import SemblanceTestSupport
import Testing

@testable import SemblanceService

@Suite("Jobs that are taken up again")
struct JobRetryTests {
    @Test("an indexing job takes its failed files again, unless its version is gone")
    func indexing() async throws {
        try await Bench.with { bench in
            let folder = try TestCorpus.faces(2)
            try folder.write(Array("no photo".utf8), to: "late.jpg")
            let (retry, job) = (JobRetry(database: bench.database), try await bench.index(folder).job)
            let failed = try await bench.database.jobs.require(id: job)
            #expect(failed.progress.failed == 1)
            let queued = try await retry.retry(failed)
            #expect(queued.id == job && queued.state == .queued && queued.progress.failed == 0)
            #expect(await failure { _ = try await retry.retry(queued) }?.code == .conflict)

            _ = try await bench.database.jobs.cancel(id: job)
            let next = try await bench.nextVersion()
            try await bench.database.activations.activate(model: next.record.id, in: bench.collection.id)
            try await bench.database.models.delete(id: bench.record.id)
            let orphan = try await bench.database.jobs.require(id: job)
            let refusal = await failure { _ = try await retry.retry(orphan) }
            #expect(refusal?.code == .conflict && refusal?.message.contains("was deleted") == true)
            #expect(try await bench.database.jobs.require(id: job).state == .cancelled)
        }
    }

    @Test("a retraining is queued once more, and one that went through is not")
    func retraining() async throws {
        try await RetrainBench.with { retraining in
            let retry = JobRetry(database: retraining.database)
            let cancelled = try await retraining.database.jobs.cancel(id: retraining.enqueue().id)
            let queued = try await retry.retry(cancelled)
            #expect(queued.id == cancelled.id && queued.state == .queued && queued.kind == RetrainRequest.jobKind)
            let ended = try await retraining.worker.work(on: queued.id)
            #expect(ended.state == .succeeded)
            #expect(await failure { _ = try await retry.retry(ended) }?.code == .conflict)
        }
    }
}
