import Foundation
import SemblanceCore
import SemblanceImaging
import SemblanceStorage
import SemblanceTestSupport
import Testing

@testable import SemblanceService

@Suite("A photo that is uploaded") struct ImageIntakeTests {
    private func intake(_ bench: Bench, _ model: ProjectingModel = ProjectingModel()) -> ImageIntake {
        ImageIntake(
            database: bench.database, collection: bench.collection, encoders: EncoderShelf(database: bench.database) { _ in model })
    }

    @Test("is found like any other, and known bytes stay the image they are")
    func added() async throws {
        try await Bench.with { bench in
            let folder = try TestCorpus.faces(3)
            _ = try await bench.index(folder)
            let face = try TestCorpus.face(7)
            let outcome = try await intake(bench).add(face, name: "me.jpg", metadata: JSONText(#"{"who": "me"}"#))
            #expect(outcome.isNew)
            #expect(try await intake(bench).add(face, name: "again.jpg") == .init(imageID: outcome.imageID, isNew: false))
            let known = try await intake(bench).add(TestCorpus.face(1), name: "known.jpg")
            #expect(!known.isNew)
            // Its file may go: the database has the bytes.
            try FileManager.default.removeItem(atPath: folder.file("face-01.jpg"))
            let pruned = try await bench.index(folder, options: IndexOptions(prunes: true))
            #expect(pruned.vanished == 1)
            let sources = try #require(try await bench.database.images.sources(of: [known.imageID])[known.imageID])
            #expect(sources.count == 1 && String(decoding: sources[0], as: UTF8.self).hasSuffix("/known.jpg"))
            let kept = try await bench.database.uploads.bytes(of: sources, in: bench.collection.id)
            #expect(try kept[sources[0]] == TestCorpus.face(1))
            let image = try #require(try await bench.database.images.find(id: outcome.imageID))
            #expect(image.metadata == JSONText(#"{"who": "me"}"#) && image.format == "jpeg")
            let search = try await SimilaritySearch(database: bench.database, record: bench.record, model: ProjectingModel())
            let hit = try #require(try await search.search(.image(outcome.imageID), .init(k: 1)).hits.first)
            #expect(hit.imageID == outcome.imageID && hit.distance < 1e-5 && hit.source?.hasSuffix("/me.jpg") == true)
            #expect(try await bench.database.images.count(in: bench.collection.id) == 4)
        }
    }

    @Test("is encoded for the version that serves and for every one that is being filled, and for those filled later")
    func versions() async throws {
        try await Bench.with { bench in
            let folder = try TestCorpus.faces(3)
            _ = try await bench.index(folder)
            let before = try await intake(bench).add(TestCorpus.face(7), name: "before.jpg").imageID
            let next = try await bench.database.models.register(Bench.model(), in: bench.collection.id)
            let idle = try await bench.database.models.register(Bench.model(), in: bench.collection.id)
            let latents = bench.database.latents
            let source = try CorpusSource([folder.bytePath])
            let job = try await bench.indexer().plan(source, model: next.id)
            #expect(job.progress.total == 4, "what was uploaded belongs to the corpus")

            let meanwhile = try await intake(bench).add(TestCorpus.face(8), name: "meanwhile.jpg").imageID
            for (version, count) in [(bench.record.id, 5), (next.id, 1), (idle.id, 0)] {
                #expect(try await latents.count(model: version) == count)
            }
            #expect(try await latents.find(image: meanwhile, model: next.id) != nil)
            let report = try await bench.indexer().run(job, record: next)
            #expect(report.total == 4 && report.encoded == 4 && report.failed == 0)
            #expect(try await latents.find(image: before, model: next.id) == latents.find(image: before, model: bench.record.id))
            #expect(try await latents.count(model: next.id) == 5)
            let again = try await bench.indexer().index(source, record: next, IndexOptions(prunes: true))
            #expect(again.total == 5 && again.unchanged == 5 && again.vanished == 0, "no folder is asked for what was uploaded")
        }
    }

    @Test("and deleted before another version reads it is a failure with that reason, not an image again")
    func deletedBeforeRead() async throws {
        try await Bench.with { bench in
            _ = try await bench.index(TestCorpus.faces(2))
            let id = try await intake(bench).add(TestCorpus.face(7), name: "x.jpg").imageID
            let next = try await bench.database.models.register(Bench.model(), in: bench.collection.id)
            let folder = try TestCorpus.faces(2)
            let job = try await bench.indexer().plan(CorpusSource([folder.bytePath]), model: next.id)
            try await bench.database.images.delete(ids: [id], in: bench.collection.id)
            let report = try await bench.indexer().run(job, record: next)
            #expect(report.total == 2 && report.encoded + report.duplicates == 2)
            #expect(try await bench.database.images.find(id: id) == nil)
        }
    }

    @Test("is refused where it is no image, where it is too large, and where no version could encode it; nothing is kept")
    func refused() async throws {
        try await Bench.with { bench in
            let empty = await failure { _ = try await intake(bench).add(TestCorpus.face(0), name: "x.jpg") }
            #expect(empty?.code == .conflict && empty?.description.contains("serves") == true)
            _ = try await bench.index(TestCorpus.faces(1))
            let page = await failure { _ = try await intake(bench).add(Array("<html>".utf8), name: "x.jpg") }
            #expect(page?.code == .unsupported)
            let cut = await failure { _ = try await intake(bench).add(Array(TestCorpus.face(3).prefix(300)), name: "x.jpg") }
            #expect(cut?.code == .undecodable)
            let small = ImageIntake(
                database: bench.database, collection: bench.collection,
                encoders: EncoderShelf(database: bench.database) { _ in ProjectingModel() }, limits: ImageLimits(maximumBytes: 1024))
            let large = await failure { _ = try await small.add([UInt8](repeating: 0, count: 2000), name: "x.jpg") }
            #expect(large?.code == .tooLarge)
            #expect(try await bench.database.images.count(in: bench.collection.id) == 1)
        }
    }
}
