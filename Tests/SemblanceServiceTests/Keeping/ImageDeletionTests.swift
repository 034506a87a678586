import Foundation
import SemblanceCore
import SemblanceImaging
import SemblanceStorage
import SemblanceTestSupport
import Testing

@testable import SemblanceService

@Suite("Deleting images")
struct ImageDeletionTests {
    @Test("A preview changes nothing; a deletion names the files that are left, and the next index takes them up again")
    func deletion() async throws {
        try await Bench.with { bench in
            let folder = try TestCorpus.faces(6)
            _ = try await bench.index(folder)
            let images = bench.database.images
            let ids = try await images.list(in: bench.collection.id, limit: 10).map(\.id)
            let sources = try await images.sources(of: ids)
            let gone = try #require(sources[ids[1]]?.first)
            try FileManager.default.removeItem(atPath: String(decoding: gone, as: UTF8.self))
            let deletion = ImageDeletion(database: bench.database, collection: bench.collection)

            let preview = try await deletion.preview([ids[4], ids[1], ids[4]])
            #expect(preview.deleted == [ids[1], ids[4]] && preview.isDryRun)
            #expect(preview.files == [String(decoding: try #require(sources[ids[4]]?.first), as: UTF8.self)])
            #expect(try await images.count(in: bench.collection.id) == 6)

            let report = try await deletion.delete(preview)
            #expect(report.deleted == preview.deleted && report.files == preview.files && !report.isDryRun)
            #expect(try await images.find(ids: ids).keys.sorted() == ids.filter { $0 != ids[1] && $0 != ids[4] })
            #expect(try await bench.database.latents.count(model: bench.record.id) == 4)
            _ = try await bench.index(folder)
            #expect(try await images.count(in: bench.collection.id) == 5)
        }
    }

    @Test("An image of another collection is not found, and nothing is deleted")
    func elsewhere() async throws {
        try await Bench.with { bench in
            let folder = try TestCorpus.faces(2)
            _ = try await bench.index(folder)
            let ids = try await bench.database.images.list(in: bench.collection.id, limit: 10).map(\.id)
            let other = try await bench.other("elsewhere")
            let deletion = ImageDeletion(database: bench.database, collection: other.collection)
            #expect(await failure { _ = try await deletion.preview(ids) }?.code == .notFound)
            #expect(try await bench.database.images.count(in: bench.collection.id) == 2)
        }
    }
}
