import Foundation
import SemblanceCore
import SemblanceImaging
import SemblanceStorage
import SemblanceTestSupport
import Synchronization
import Testing

@testable import SemblanceService

@Suite("Retraining") struct RetrainingTests {
    @Test("goes through its stages, and the new version serves with everything that the old one has")
    func whole() async throws {
        try await RetrainBench.with { stage in
            let old = try #require(try await stage.serving())
            let (job, outcome) = try await stage.retrain { $0.why = "the corpus has doubled" }
            #expect(job.state == .succeeded && outcome.activated == true && outcome.gate?.holds == true)
            #expect(job.message?.contains("correlation 0.9, was 0.8") == true)
            let new = try #require(job.modelID)
            #expect(try await stage.serving() == new && new != old)
            #expect(outcome.corpus == .init(photos: 12, unusable: 0) && outcome.training?.steps == 3)
            #expect(outcome.encoding?.encoded == 12 && outcome.encoding?.failed == 0)
            let latents = try await (stage.database.latents.count(model: new), stage.database.latents.count(model: old))
            #expect(latents.0 == 12 && latents.1 == 12)

            let record = try #require(try await stage.database.models.find(id: new))
            #expect(
                record.parent == old && record.model.version == 2 && record.state == .ready && record.configuration.text.contains("trained")
            )
            #expect(try await stage.database.artifacts.read(kind: ModelCatalog.weights, model: new) == Array("trained".utf8))
            #expect(try await stage.database.artifacts.list(model: new).map(\.kind) == [ModelCatalog.weights])
            // Prepared and held-out photos are copies that nobody needs any more.
            let left = try FileManager.default.subpathsOfDirectory(atPath: stage.runs.path)
            #expect(left == ["retrain-\(job.id)"])
            #expect(stage.trainer.calls.first?.weights == "parent" && stage.trainer.calls.first?.usable == 12)
            let reply = try await RetrainReply(job, in: stage.database)
            #expect(reply.activated && reply.model?.version == 2 && reply.parent?.id == old)
        }
    }

    @Test("both versions are measured on the held-out photos, with what is known of them, and nothing else of the corpus")
    func heldOut() async throws {
        try await RetrainBench.with { stage in
            let images = try await stage.database.images.recorded(in: stage.bench.collection.id)
            let slice = try HeldOutSlice(fraction: 0.3)
            let held = images.count { slice.contains(sha256: $0.sha256) }
            let (_, outcome) = try await stage.retrain()
            #expect((1..<12).contains(held))
            #expect(stage.examiner.photos == [held, held] && outcome.evaluation?.photos == held)
        }
    }

    @Test("a version that is worse by more than the gate allows does not serve, unless it is forced to; the old one goes on")
    func gate() async throws {
        try await RetrainBench.with { stage in
            let old = try await stage.serving()
            stage.examiner.set(candidate: [.correlation: 0.7], serving: [.correlation: 0.8])
            let (job, outcome) = try await stage.retrain()
            #expect(job.state == .succeeded && outcome.activated == false && outcome.gate?.holds == false)
            #expect(job.message?.contains("does not hold") == true)
            #expect(try await stage.serving() == old)
            // Encoded all the same: an operator may think otherwise.
            #expect(outcome.encoding?.encoded == 12)

            let forced = try await stage.retrain { $0.forces = true }
            #expect(forced.outcome.activated == true && forced.outcome.gate?.holds == false)
            #expect(try await stage.serving() == forced.job.modelID)
            let left = try await stage.retrain { $0.activates = false }
            #expect(left.outcome.activated == false)
            #expect(try await stage.serving() == forced.job.modelID)
        }
    }

    @Test("photos that are gone or hold other bytes are named and left out; where most are, it fails, and goes on once they are back")
    func vanished() async throws {
        try await RetrainBench.with { stage in
            try FileManager.default.removeItem(atPath: stage.photos.file("face-03.jpg"))
            try stage.photos.write(TestCorpus.face(20), to: "face-05.jpg")
            let (job, outcome) = try await stage.retrain()
            #expect(outcome.corpus == .init(photos: 12, unusable: 2) && job.progress.failed == 2)
            let failures = try await stage.database.jobs.failures(of: job.id)
            #expect(failures.map { String(decoding: $0.source, as: UTF8.self).suffix(11) }.sorted() == ["face-03.jpg", "face-05.jpg"])
            #expect(failures.allSatisfy { $0.code == "unreadable" })
            #expect(stage.trainer.calls.last?.usable == 10 && stage.trainer.calls.last?.positions == 12)
            #expect(outcome.activated == true && outcome.encoding?.failed == 1)

            let manager = FileManager.default
            try manager.moveItem(atPath: stage.photos.path, toPath: stage.photos.path + "-away")
            let failed = try await stage.worker.work(on: stage.enqueue().id)
            #expect(failed.state == .failed && failed.message?.contains("13 of 13 photos cannot be read") == true)
            try manager.moveItem(atPath: stage.photos.path + "-away", toPath: stage.photos.path)
            let again = try await stage.database.stagedJobs.retry(failed.id)
            #expect(try await stage.worker.work(on: again.id).state == .succeeded)
        }
    }

    @Test("a worker that loses the database leaves the job to the next one, which goes on from the last step that was kept")
    func takeover() async throws {
        try await RetrainBench.with { stage in
            let lost = Mutex(false)
            stage.trainer.onStep { step in
                guard step == 2,
                    !lost.withLock({ old in
                        defer { old = true }; return old
                    })
                else { return }
                throw SemblanceError(.unavailable, "the database is gone")
            }
            let (job, outcome) = try await stage.retrain()
            #expect(job.state == .succeeded && job.attempts == 2 && outcome.activated == true)
            #expect(stage.trainer.calls.map(\.checkpoint) == [nil, "2"])
            // The version is the one that was begun.
            #expect(try await stage.database.models.list(in: stage.bench.collection.id).count == 2)
        }
    }

    @Test("prepared photos of another job of the same number, as of another database, are not taken for its own")
    func foreignPack() async throws {
        try await RetrainBench.with { stage in
            let job = try await stage.enqueue()
            for name in ["photos.pack", "photos-0123456789abcdef.pack"] {
                try stage.runs.write([UInt8](repeating: 0, count: 12 * (1 + 16 * 16 * 3)), to: "retrain-\(job.id)/\(name)")
            }
            _ = try await stage.worker.work(on: job.id)
            #expect(stage.trainer.calls.map(\.usable) == [12])
        }
    }

    @Test("one that is cancelled stops, and leaves no half-trained version behind")
    func cancelled() async throws {
        try await RetrainBench.with { stage in
            let job = try await stage.enqueue()
            let (steps, reached) = AsyncStream.makeStream(of: Int.self)
            stage.trainer.onStep { step in
                reached.yield(step)
                try await Task.sleep(for: .seconds(60))
            }
            async let ended = stage.worker.work(on: job.id)
            for await _ in steps { break }
            try await stage.database.jobs.cancel(id: job.id)
            #expect(try await ended.state == .cancelled)
            let models = try await stage.database.models.list(in: stage.bench.collection.id)
            #expect(models.map(\.record.id) == [stage.bench.record.id])
            #expect(try FileManager.default.subpathsOfDirectory(atPath: stage.runs.path) == ["retrain-\(job.id)"], "nor prepared photos")
            #expect(try await stage.serving() == stage.bench.record.id)
        }
    }

    @Test("photos that come in meanwhile are in both versions, whichever way they come")
    func arrivals() async throws {
        try await RetrainBench.with { stage in
            let bench = stage.bench
            let encoders = EncoderShelf(database: bench.database) { _ in ProjectingModel() }
            stage.trainer.onStep { step in
                guard step == 1 else { return }
                try stage.photos.write(TestCorpus.face(15), to: "late.jpg")
                _ = try await bench.index(stage.photos)
                _ = try await ImageIntake(database: bench.database, collection: bench.collection, encoders: encoders)
                    .add(TestCorpus.face(16), name: "upload.jpg")
            }
            let (job, outcome) = try await stage.retrain()
            #expect(outcome.activated == true && outcome.corpus?.photos == 12, "what is learned from was settled before")
            let new = try #require(job.modelID)
            #expect(try await bench.database.latents.count(model: new) == 14)
            #expect(try await bench.database.latents.count(model: bench.record.id) == 14)
        }
    }

    @Test("where somebody activates another version meanwhile, the new one stands back")
    func overtaken() async throws {
        try await RetrainBench.with { stage in
            let bench = stage.bench
            let other = try await bench.database.models.register(Bench.model(), in: bench.collection.id)
            let hook = PreparingExaminer(inner: stage.examiner) {
                try await bench.database.activations.activate(model: other.id, in: bench.collection.id, by: .user("x"), force: true)
            }
            let retraining = Retraining(
                database: bench.database, loader: { _, _ in ProjectingModel() }, trainer: stage.trainer, examiner: hook,
                options: .init(runs: stage.runs.path, cores: 2))
            let worker = JobWorker(
                database: bench.database, encoders: EncoderShelf(database: bench.database) { _ in ProjectingModel() },
                options: .init(cores: 2, patienceSeconds: 5), retraining: retraining)
            let job = try await worker.work(on: stage.enqueue().id)
            let outcome: RetrainOutcome = try job.result.decode()
            #expect(outcome.activated == false && job.message?.contains("another version was activated meanwhile") == true)
            #expect(try await stage.serving() == other.id)
        }
    }

    @Test("one at a time in a collection: the same request is the same job, another one is refused")
    func alone() async throws {
        try await RetrainBench.with { stage in
            let job = try await stage.enqueue()
            #expect(try await stage.enqueue().id == job.id)
            let error = await failure { _ = try await stage.enqueue { $0.changes.steps = 7 } }
            #expect(error?.code == .conflict && error?.advice?.contains("cancel") == true)
            for change: @Sendable (inout RetrainRequest) -> Void in [
                { $0.heldOut = 0.6 }, { $0.maximumPhotos = 1 }, { $0.changes.steps = 0 }, { $0.name = "a b" },
                { ($0.changes.steps, $0.changes.minutes) = (1, 1) },
            ] {
                let error = await failure { _ = try await stage.enqueue(change) }
                #expect(error?.code == .invalidArgument)
            }
        }
    }
}

/// Does something before the first examination ends.
private struct PreparingExaminer: ModelExaminer {
    let inner: FixedExaminer
    let body: @Sendable () async throws -> Void

    func examine(
        _ model: ImageModel, folder: BytePath?, labels: BytePath?, onProgress: @escaping @Sendable (Int, Int) -> Void
    ) async throws -> [QualityFigure: Double] {
        if inner.photos.count == 1 { try await body() }
        return try await inner.examine(model, folder: folder, labels: labels, onProgress: onProgress)
    }
}
