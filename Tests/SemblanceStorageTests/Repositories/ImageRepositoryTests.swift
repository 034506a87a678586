import Foundation
import SemblanceCore
import SemblanceStorage
import SemblanceTestSupport
import Testing

@Suite("Images are found, listed and deleted")
struct ImageRepositoryTests {
    @Test("Pages follow each other by id without gap or overlap")
    func pages() async throws {
        try await withFixture { fixture in
            let ids = try await fixture.store((0..<25).map { Fixture.image("\($0)", at: "/\($0)") }).map(\.imageID).sorted()
            var seen: [Int64] = []
            while true {
                let page = try await fixture.database.images.list(in: fixture.collection, after: seen.last, limit: 10)
                if page.isEmpty { break }
                seen += page.map(\.id)
            }
            #expect(seen == ids)
        }
    }

    @Test("Metadata is replaced, and an image that is not there is said")
    func metadata() async throws {
        try await withFixture { fixture in
            let id = try await fixture.store([Fixture.image("a", at: "/1")])[0].imageID
            try await fixture.database.images.setMetadata(try JSONText(encoding: ["identity": 7]), of: id)
            #expect(try await fixture.database.images.find(id: id)?.metadata.decode() == ["identity": 7])
            let error = await #expect(throws: SemblanceError.self) {
                try await fixture.database.images.setMetadata(.emptyObject, of: id + 1)
            }
            #expect(error?.code == .notFound)
        }
    }

    @Test("A deleted image is gone with its sources and the latents of every version, and only in its collection")
    func deletion() async throws {
        try await withFixture { fixture in
            let next = try await fixture.database.models.register(Fixture.newModel(), in: fixture.collection)
            let batch = [Fixture.image("a", at: "/1"), Fixture.image("b", at: "/2")]
            let ids = try await fixture.store(batch).map(\.imageID)
            _ = try await fixture.store(batch, model: next.id)
            let other = try await fixture.database.collections.create(name: "other")
            #expect(try await fixture.database.images.delete(ids: ids, in: other.id) == 0)
            #expect(try await fixture.database.images.delete(ids: [ids[0], 999_999], in: fixture.collection) == 1)
            #expect(try await fixture.database.images.find(ids: ids).keys.sorted() == [ids[1]])
            #expect(try await fixture.database.images.sources(of: ids).keys.sorted() == [ids[1]])
            for model in [fixture.model.id, next.id] { #expect(try await fixture.database.latents.count(model: model) == 1) }
        }
    }
}
