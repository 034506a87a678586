import SemblanceCore
import SemblanceImaging
import SemblanceStorage
import SemblanceTestSupport
import Synchronization
import Testing

@testable import SemblanceService

@Suite("An index run that ends early") struct InterruptedIndexTests {
    /// A model whose first batch goes through; what the others do is up to `then`.
    private func model(then: @escaping @Sendable () async throws -> Void) -> ProjectingModel {
        let calls = Mutex(0)
        return ProjectingModel { _ in
            let call = calls.withLock {
                $0 += 1; return $0
            }
            if call > 1 { try await then() }
        }
    }

    /// What a job of 200 images and 20 texts says is what stands in the database; then another run ends as if nothing had happened.
    private func checkAndComplete(_ bench: Bench, _ folder: TemporaryFolder, state: JobState) async throws {
        let job = try #require(await bench.newestJob())
        #expect(job.state == state && job.finishedAt != nil)
        #expect(job.progress.total == 220)
        #expect(job.progress.encoded <= 200)
        #expect(try await bench.database.images.count(in: bench.collection.id) == job.progress.encoded)
        #expect(try await bench.database.latents.count(model: bench.record.id) == job.progress.encoded)
        #expect(try await bench.database.jobs.failures(of: job.id).count == job.progress.failed)
        #expect(try await bench.database.activations.current(in: bench.collection.id) == nil)

        let report = try await bench.index(folder)
        #expect(report.total == 220 && report.encoded == 200 && report.failed == 20 && report.duplicates == 0)
        #expect(report.unchanged == job.progress.encoded)
        let uninterrupted = try await bench.other("uninterrupted")
        _ = try await uninterrupted.index(folder)
        #expect(try await bench.table() == uninterrupted.table())
    }

    @Test("because the encoder fails leaves a failed job with true counts, and the next run completes it")
    func encoderFailure() async throws {
        try await Bench.with { bench in
            let folder = try TestCorpus.noise(200)
            let error = await failure {
                _ = try await bench.index(folder, model: model { throw SemblanceError(.engine, "the encoder is out of order") })
            }
            #expect(error?.code == .engine)
            let job = try #require(await bench.newestJob())
            #expect(job.message?.contains("out of order") == true && job.progress.encoded < 200)
            try await checkAndComplete(bench, folder, state: .failed)
        }
    }

    @Test("because its task was cancelled leaves a cancelled job with true counts, and the next run completes it")
    func cancellation() async throws {
        try await Bench.with { bench in
            let folder = try TestCorpus.noise(200)
            let (waiting, hand) = AsyncStream<Void>.makeStream()
            let task = Task {
                try await bench.index(
                    folder,
                    model: model {
                        hand.yield()
                        try await Task.sleep(for: .seconds(60))
                    })
            }
            for await _ in waiting { break }
            task.cancel()
            await #expect(throws: CancellationError.self) { try await task.value }
            #expect(try #require(await bench.newestJob()).progress.encoded < 200)
            try await checkAndComplete(bench, folder, state: .cancelled)
        }
    }

    @Test("because somebody cancelled the job stops soon, and the next run completes it")
    func cancelledJob() async throws {
        try await Bench.with { bench in
            let folder = try TestCorpus.noise(200)
            // Several batches may try; the first one does it, and all of them are encoded.
            let cancelling = model {
                if let job = try await bench.newestJob() { _ = try? await bench.database.jobs.cancel(id: job.id) }
            }
            await #expect(throws: CancellationError.self) { try await bench.index(folder, model: cancelling) }
            try await checkAndComplete(bench, folder, state: .cancelled)
        }
    }

    @Test("because the database went away says so, and the next run completes it")
    func lostDatabase() async throws {
        try await Bench.with { bench in
            let folder = try TestCorpus.noise(200)
            let lost = Database(pool: PostgresPool(bench.connectionString, maximum: 4))
            let error = await failure {
                let closing = model { await lost.close() }
                let encoders = EncoderShelf(database: bench.database) { _ in closing }
                _ = try await CorpusIndexer(
                    database: lost, collection: bench.collection, encoders: encoders, options: .init(cores: 2, patienceSeconds: 0.5)
                ).index(CorpusSource([folder.bytePath]), record: bench.record)
            }
            #expect(error?.code == .unavailable)
            // Nobody could end the job: the next run takes it up.
            #expect(try await bench.newestJob()?.state == .running)
            let report = try await bench.index(folder)
            #expect(report.total == 220 && report.encoded == 200 && report.failed == 20)
            #expect(try await bench.table().count == 200)
        }
    }

    @Test("because the encoder loses images is refused, rather than leaving files uncounted")
    func lostImages() async throws {
        try await Bench.with { bench in
            let folder = try TestCorpus.faces(3)
            let error = await failure {
                _ = try await bench.indexer(ForgetfulEncoder()).index(CorpusSource([folder.bytePath]), record: bench.record)
            }
            #expect(error?.code == .engine && error?.message.contains("2 latents for 3 images") == true)
            #expect(try await bench.database.images.count(in: bench.collection.id) == 0)
        }
    }
}

/// Gives one latent too few.
private struct ForgetfulEncoder: ImageEncoder {
    private let model = ProjectingModel()
    var preprocessing: Preprocessing { model.preprocessing }
    var latentDimension: Int { model.latentDimension }
    var normalization: LatentNormalization { model.normalization }

    func encode(_ images: [RGBImage]) async throws -> [Latent] { try await model.encode(images).dropLast() }
}
