import Foundation
import Glibc
import SemblanceCore
import SemblanceImaging
import SemblanceStorage
import SemblanceTestSupport
import Testing

@testable import SemblanceService

@Suite("A corpus that is asked for is indexed by whichever worker comes") struct QueuedIndexTests {
    private func worker(_ bench: Bench) -> JobWorker {
        let encoders = EncoderShelf(database: bench.database) { _ in ProjectingModel() }
        return JobWorker(database: bench.database, encoders: encoders, options: .init(cores: 2, leaseSeconds: 2, patienceSeconds: 5))
    }

    private func queue(_ bench: Bench) -> CorpusQueue { CorpusQueue(database: bench.database, collection: bench.collection) }

    @Test("two workers and one job: it is listed once, and its end is that of an index run")
    func together() async throws {
        try await Bench.with { bench in
            let folder = try TestCorpus.noise(200)
            let queued = try await queue(bench).enqueue([folder.bytePath], model: bench.record.id)
            #expect(queued.plannedAt == nil && queued.state == .queued)
            async let first: Void = worker(bench).work(untilIdle: true)
            async let second: Void = worker(bench).work(untilIdle: true)
            _ = try await (first, second)
            let job = try await bench.database.jobs.require(id: queued.id)
            #expect(job.state == .succeeded && job.progress == JobProgress(total: 220, encoded: 200, duplicates: 0, failed: 20))
            #expect(job.unchanged == 0 && job.plannedAt != nil && job.attempts == 1)
            #expect(try await bench.database.jobs.list(in: bench.collection.id).map(\.id) == [queued.id])
            #expect(try await bench.database.activations.current(in: bench.collection.id)?.modelID == bench.record.id)
            let alone = try await bench.other("alone")
            _ = try await alone.index(folder)
            #expect(try await bench.table() == alone.table())

            let again = try await queue(bench).enqueue([folder.bytePath], model: bench.record.id)
            #expect(again.id != queued.id)
            let ended = try await worker(bench).work(on: again.id)
            #expect(ended.state == .succeeded && ended.progress == job.progress && ended.unchanged == 220)
        }
    }

    @Test("the same request is the same job, as long as it has not ended; what differs in any way is another")
    func same() async throws {
        try await Bench.with { bench in
            let (queue, model) = (queue(bench), bench.record.id)
            let job = try await queue.enqueue(["/photos", "/more"], model: model)
            #expect(try await queue.enqueue(["/photos", "/more"], model: model, retriesFailures: true).id == job.id)
            #expect(try await queue.enqueue(["/more", "/photos"], model: model).id != job.id)
            #expect(try await queue.enqueue(["/photos", "/more"], model: model, prunes: true).id != job.id)
            try await bench.database.jobs.cancel(id: job.id)
            #expect(try await queue.enqueue(["/photos", "/more"], model: model).id != job.id)
        }
    }

    @Test("a folder that is not there ends the job with one line that names it, and the worker goes on", arguments: ["missing", "empty"])
    func missing(name: String) async throws {
        try await Bench.with { bench in
            let folder = try TestCorpus.faces(3)
            try FileManager.default.createDirectory(atPath: folder.file("empty"), withIntermediateDirectories: true)
            let lost = try await queue(bench).enqueue([BytePath(folder.file(name))], model: bench.record.id)
            let sound = try await queue(bench).enqueue([folder.bytePath], model: bench.record.id)
            try await worker(bench).work(untilIdle: true)
            let failed = try await bench.database.jobs.require(id: lost.id)
            #expect(failed.state == .failed && failed.finishedAt != nil && failed.plannedAt == nil)
            #expect(failed.message?.contains(name) == true && failed.message?.contains("\n") == false)
            #expect(try await bench.database.jobs.require(id: sound.id).progress.encoded == 3)
        }
    }

    @Test("names are bytes: a folder whose name is no UTF-8 is found again")
    func names() async throws {
        try await Bench.with { bench in
            let folder = try TemporaryFolder()
            let odd = folder.bytePath.appending(BytePath(bytes: [0x62, 0xFF, 0x5C, 0x78, 0xC3, 0xA9]))
            #expect(mkdir(odd.bytes.map { CChar(bitPattern: $0) } + [0], 0o755) == 0)
            try FileWriter.write(TestCorpus.face(1), to: odd.appending("face.jpg"))
            let job = try await queue(bench).enqueue([odd], model: bench.record.id)
            #expect(try await worker(bench).work(on: job.id).progress == JobProgress(total: 1, encoded: 1))
            #expect(try await bench.table().values.first?.sources == [odd.appending("face.jpg").bytes])
        }
    }

    @Test("a worker that is killed while it lists is replaced at once")
    func killed() async throws {
        try await Bench.with { bench in
            let folder = try TestCorpus.faces(5)
            let job = try await queue(bench).enqueue([folder.bytePath], model: bench.record.id)
            let dead = try await WorkerSession.open(bench.connectionString, leaseSeconds: 600)
            let claim = try #require(try await bench.database.plans.claim(dead))
            let working = Task { try await worker(bench).work(on: job.id) }
            try await Task.sleep(for: .milliseconds(700))
            #expect(try await bench.database.jobs.require(id: job.id).plannedAt == nil, "somebody alive has it")
            dead.interrupt()
            #expect(try await working.value.progress == JobProgress(total: 5, encoded: 5))
            #expect(try await bench.database.plans.isInForce(claim) == false)
            await dead.close()
        }
    }

    @Test("a job that is cancelled while it is listed stays so, and the listing stops, however long it is")
    func cancelled() async throws {
        try await Bench.with { bench in
            let job = try await queue(bench).enqueue(["/photos"], model: bench.record.id)
            let session = try await WorkerSession.open(bench.connectionString, leaseSeconds: 30)
            let (listing, hand) = AsyncStream<Void>.makeStream()
            let planner = QueuePlanner(database: bench.database) { _, add in
                hand.yield()
                let fingerprint = SourceFingerprint(byteSize: 1, modifiedNanoseconds: 1, inode: 1)
                for number in 0... {
                    let path = Array("/photos/\(number)".utf8)
                    try add(.file(ListedFile(source: path, name: path, fingerprint: fingerprint)))
                }
            }
            let planning = Task { try await planner.planNext(session) }
            for await _ in listing { break }
            try await bench.database.jobs.cancel(id: job.id)
            #expect(try await planning.value)
            let ended = try await bench.database.jobs.require(id: job.id)
            #expect(ended.state == .cancelled && ended.plannedAt == nil && ended.progress.total == 0)
            #expect(try await planner.planNext(session) == false)
            await session.close()
        }
    }

    @Test("a worker that is told to stop while it lists leaves the job to the next one")
    func stopped() async throws {
        try await Bench.with { bench in
            let folder = try TestCorpus.faces(2)
            let job = try await queue(bench).enqueue([folder.bytePath], model: bench.record.id)
            let session = try await WorkerSession.open(bench.connectionString, leaseSeconds: 30)
            let (listing, hand) = AsyncStream<Void>.makeStream()
            let planner = QueuePlanner(database: bench.database) { _, _ in
                hand.yield()
                while true { try Task.checkCancellation() }
            }
            let planning = Task { try await planner.planNext(session) }
            for await _ in listing { break }
            planning.cancel()
            await #expect(throws: CancellationError.self) { try await planning.value }
            #expect(try await bench.database.jobs.require(id: job.id).state == .queued)
            await session.close()
            #expect(try await worker(bench).work(on: job.id).progress.encoded == 2)
        }
    }

    @Test("paths that depend on where one stands, and no path at all, are refused", arguments: [[], ["photos"], ["/a", "./b"], ["/a\0b"]])
    func refused(places: [String]) async throws {
        try await Bench.with { (bench) async throws in
            let error = await failure { _ = try await queue(bench).enqueue(places.map { BytePath($0) }, model: bench.record.id) }
            #expect(error?.code == .invalidArgument)
            #expect(try await bench.newestJob() == nil)
        }
    }
}
