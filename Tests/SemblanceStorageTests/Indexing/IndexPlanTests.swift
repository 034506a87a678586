import SemblanceCore
import SemblanceStorage
import SemblanceTestSupport
import Testing

@Suite("A listing becomes a job")
struct IndexPlanTests {
    @Test("New files become units of bounded size in their order, archives apart, each file once")
    func units() async throws {
        try await withFixture { fixture in
            var files = (0..<150).map { Fixture.file("/\(1000 + $0).jpg") }
            files += [Fixture.file("/large-1.jpg", bytes: 40 << 20), Fixture.file("/large-2.jpg", bytes: 40 << 20), files[0]]
            let archive = (0..<3).map { index in
                ListedFile(
                    source: Array("/a.tar/\(index).jpg".utf8), archiveLength: 6, position: Int64(512 * index),
                    name: Array("\(index).jpg".utf8),
                    fingerprint: SourceFingerprint(byteSize: 10, modifiedNanoseconds: 1, inode: 1))
            }
            let job = try await fixture.plan(files + archive)
            #expect(job.state == .queued && job.progress == .of(155) && job.kind == "index" && job.modelID == fixture.model.id)
            let worker = try await fixture.worker()
            var units: [WorkUnit] = []
            while let unit = try await fixture.database.units.claim(worker) { units.append(unit) }
            #expect(
                units.flatMap(\.files).map(\.source).sorted { $0.lexicographicallyPrecedes($1) }
                    == Set((files + archive).map(\.source)).sorted { $0.lexicographicallyPrecedes($1) })
            #expect(units.map(\.files.count).max() == 64)
            #expect(units.filter { $0.files.contains { $0.fingerprint.byteSize > 1 << 20 } }.allSatisfy { $0.files.count <= 64 })
            let inArchive = try #require(units.first { $0.files[0].archiveLength == 6 })
            #expect(inArchive.files.map(\.source) == archive.map(\.source) && inArchive.files.allSatisfy { $0.archiveLength == 6 })
            #expect(units.filter { $0.files[0].archiveLength == 0 }.flatMap(\.files).map(\.source) == files.dropLast().map(\.source))
            #expect(inArchive.parameters == job.parameters && inArchive.collection == fixture.collection)
            await worker.close()
        }
    }

    @Test("Known files that are as they were count at once, changed ones are taken again, and what is gone is noted")
    func comparison() async throws {
        try await withFixture { fixture in
            let files = [Fixture.file("/a.jpg"), Fixture.file("/b.jpg"), Fixture.file("/bad.jpg"), Fixture.file("/gone.jpg")]
            let first = try await fixture.workOff(fixture.plan(files))
            #expect(first.state == .succeeded && first.progress == .of(4, encoded: 3, failed: 1) && first.unchanged == 0)

            let again = try await fixture.plan(files)
            #expect(again.progress == first.progress && again.unchanged == 4 && again.vanished == 0 && again.id != first.id)
            let failures = [
                try await fixture.database.jobs.failures(of: first.id), try await fixture.database.jobs.failures(of: again.id),
            ]
            #expect(failures[0].map(\.source) == failures[1].map(\.source) && failures[0].map(\.message) == failures[1].map(\.message))
            #expect(try await fixture.database.units.areWaiting() == false)
            #expect(try await fixture.database.jobs.indexingJobsToFinish().map(\.id) == [again.id])
            #expect(try await fixture.workOff(again).state == .succeeded)

            let unreadable = JobFailure(source: Array("/locked".utf8), code: "unreadable", message: "not permitted")
            let changed = try await fixture.plan([files[0], Fixture.file("/b.jpg", version: 2), files[2]], failures: [unreadable])
            #expect(changed.progress == .of(4, encoded: 1, failed: 2) && changed.unchanged == 2 && changed.vanished == 1)
            let done = try await fixture.workOff(changed)
            #expect(done.progress == .of(4, encoded: 2, failed: 2))
            #expect(done.vanished == 2, "gone.jpg, and the bytes that b.jpg held")
            let retried = try await fixture.plan(files, retriesFailures: true)
            #expect(retried.progress == .of(4, encoded: 2) && retried.unchanged == 2)
        }
    }

    @Test("A failure that overlapping places list twice counts once")
    func failureTwice() async throws {
        try await withFixture { fixture in
            let failure = JobFailure(source: Array("/in".utf8), code: "unreadable", message: "not permitted")
            let job = try await fixture.plan([Fixture.file("/a.jpg")], failures: [failure, failure])
            #expect(job.progress == .of(2, failed: 1))
        }
    }

    @Test("What lies below something that could not be looked at has not vanished")
    func unseen() async throws {
        try await withFixture { fixture in
            let files = ["/in/a.jpg", "/in/b.jpg", "/in-other.jpg"].map { Fixture.file($0) }
            try await fixture.workOff(fixture.plan(files))
            let failure = JobFailure(source: Array("/in".utf8), code: "unreadable", message: "not permitted")
            #expect(try await fixture.plan([Fixture.file("/c.jpg")], failures: [failure]).vanished == 1)
        }
    }

    @Test("What vanished is removed where that is asked for: its source, and the image where no other source has it")
    func pruning() async throws {
        try await withFixture { fixture in
            let files = ["/a.jpg", "/b.jpg"].map { Fixture.file($0) }
            try await fixture.workOff(fixture.plan(files))
            let copy = Fixture.image(of: Fixture.file("/copy.jpg"), content: "/a.jpg 1")
            let kept = try await fixture.store([copy])[0]
            let job = try await fixture.plan([Fixture.file("/copy.jpg")])
            #expect(job.vanished == 2)
            #expect(try await fixture.database.jobs.finishIndexing(id: job.id, prunes: true).state == .succeeded)
            #expect(try await fixture.database.images.list(in: fixture.collection, limit: 10).map(\.id) == [kept.imageID])
            #expect(try await fixture.database.images.sources(of: [kept.imageID]) == [kept.imageID: [copy.source]])
            #expect(try await fixture.database.latents.count(model: fixture.model.id) == 1)
        }
    }

    @Test("A job whose workers died is planned anew under its number; one with a worker alive is returned as it is")
    func takenUp() async throws {
        try await withFixture { fixture in
            let files = (0..<130).map { Fixture.file("/\($0).jpg") }
            let job = try await fixture.plan(files)
            let worker = try await fixture.worker()
            let unit = try #require(try await fixture.database.units.claim(worker))
            #expect(try await fixture.plan(files + [Fixture.file("/new.jpg")]).progress.total == 130, "somebody is at it")
            try await fixture.complete(unit, worker)
            _ = try await fixture.database.units.claim(worker)
            await worker.close()

            let again = try await fixture.plan(files + [Fixture.file("/new.jpg")])
            #expect(again.id == job.id && again.progress == .of(131, encoded: unit.files.count) && again.unchanged == unit.files.count)
            #expect(try await fixture.workOff(again).progress == .of(131, encoded: 131))
            let other = try await fixture.plan(files, parameters: #"{"corpus": ["/elsewhere"]}"#)
            #expect(other.id != job.id)
        }
    }

    @Test("A job that is planned anew goes on counting the files that are known to fail, unless they changed or are to be tried again")
    func takenUpFailures() async throws {
        try await withFixture { fixture in
            let bad = (0..<64).map { Fixture.file("/bad-\($0).jpg") }
            let good = (0..<64).map { Fixture.file("/good-\($0).jpg") }
            let job = try await fixture.plan(bad + good)
            let worker = try await fixture.worker()
            try await fixture.complete(try #require(try await fixture.database.units.claim(worker)), worker)
            await worker.close()
            let again = try await fixture.plan(bad + good)
            #expect(again.id == job.id && again.progress == .of(128, failed: 64))
            #expect(try await fixture.database.jobs.failures(of: job.id, limit: 100).count == 64)

            let changed = [Fixture.file("/bad-0.jpg", version: 2)] + bad.dropFirst(2) + good
            #expect(try await fixture.plan(changed).progress == .of(127, failed: 62))
            let ended = try await fixture.workOff(fixture.plan(changed, retriesFailures: true))
            #expect(ended.progress == .of(127, encoded: 64, failed: 63))
            #expect(try await fixture.database.jobs.failures(of: job.id, limit: 100).count == 63)
            #expect(try await fixture.plan(changed).progress == .of(127, encoded: 64, failed: 63), "as the last job left it")
        }
    }

    @Test("A table of metadata reaches new files and known ones, by whole name or by last component")
    func metadata() async throws {
        try await withFixture { fixture in
            let files = ["/x/a.jpg", "/y/b.jpg", "/z/c.jpg"].map { Fixture.file($0) }
            try await fixture.workOff(fixture.plan([files[0]]))
            let rows = [("x/a.jpg", #"{"age": 1}"#), ("b.jpg", #"{"age": 2}"#), ("nobody.jpg", #"{"age": 3}"#)]
            let job = try await fixture.plan(files, metadata: rows)
            let id = try #require(try await fixture.database.images.list(in: fixture.collection, limit: 1).first)
            #expect(id.metadata == JSONText(#"{"age": 1}"#), "known files need not be taken again")
            let worker = try await fixture.worker()
            let unit = try #require(try await fixture.database.units.claim(worker, job: job.id))
            #expect(unit.files.map(\.source) == files.dropFirst().map(\.source))
            #expect(unit.metadata == [JSONText(#"{"age": 2}"#), .emptyObject])
            await worker.close()
        }
    }

    @Test("Failed files of an ended job are put back with what was known of them; a job under way is not touched")
    func retry() async throws {
        try await withFixture { fixture in
            let files = ["/a.jpg", "/bad-1.jpg", "/bad-2.jpg"].map { Fixture.file($0) }
            let job = try await fixture.plan(files)
            let early = await #expect(throws: SemblanceError.self) { try await fixture.database.plans.retry(job: job.id) }
            #expect(early?.code == .conflict)
            try await fixture.workOff(job)
            let queued = try await fixture.database.plans.retry(job: job.id)
            #expect(queued.state == .queued && queued.progress == .of(3, encoded: 1) && queued.finishedAt == nil)
            #expect(try await fixture.database.jobs.failures(of: job.id).isEmpty)
            let worker = try await fixture.worker()
            let unit = try #require(try await fixture.database.units.claim(worker, job: job.id))
            #expect(unit.files.map(\.source) == files.dropFirst().map(\.source))
            #expect(unit.files.map(\.fingerprint) == files.dropFirst().map(\.fingerprint))
            try await fixture.complete(unit, worker)
            await worker.close()
            #expect(try await fixture.database.jobs.finishIndexing(id: job.id, prunes: false).progress == .of(3, encoded: 1, failed: 2))
            let clean = try await fixture.workOff(fixture.plan([files[0]]))
            let nothing = await #expect(throws: SemblanceError.self) { try await fixture.database.plans.retry(job: clean.id) }
            #expect(nothing?.code == .conflict)
            let missing = await #expect(throws: SemblanceError.self) { try await fixture.database.plans.retry(job: 999) }
            #expect(missing?.code == .notFound)
        }
    }

    @Test("Where a listing fails, nothing is planned, and the connection serves the next")
    func failingListing() async throws {
        try await withFixture { (fixture) async throws in
            let request = IndexRequest(collection: fixture.collection, model: fixture.model.id, parameters: .emptyObject)
            let error = await #expect(throws: SemblanceError.self) {
                try await fixture.database.plans.plan(request) { add in
                    try add(.file(Fixture.file("/a.jpg")))
                    throw SemblanceError(.unreadable, "the disk went away")
                }
            }
            #expect(error?.code == .unreadable)
            #expect(try await fixture.database.jobs.list(in: fixture.collection).isEmpty)
            #expect(try await fixture.plan([Fixture.file("/b.jpg")]).progress == .of(1))
        }
    }
}
