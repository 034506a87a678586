import Foundation
import SemblanceCore
import SemblanceStorage
import SemblanceTestSupport
import Testing

@Suite("Batches of encoded images are merged into the corpus")
struct ImageStoreTests {
    @Test("New images come with their latents, thumbnails and sources")
    func newImages() async throws {
        try await withFixture { fixture in
            let batch = (0..<300).map { Fixture.image("photo \($0)", source: Array("/p/\($0).jpg".utf8), seed: Float($0)) }
            let outcomes = try await fixture.store(batch)
            #expect(outcomes.allSatisfy { $0.isNewImage && $0.isNewLatent && !$0.isDuplicate })
            #expect(Set(outcomes.map(\.imageID)).count == 300)
            #expect(try await fixture.database.images.count(in: fixture.collection) == 300)

            let id = outcomes[7].imageID
            let image = try #require(try await fixture.database.images.find(id: id))
            #expect(image.sha256 == batch[7].sha256 && image.width == 178 && image.height == 218 && image.format == "jpeg")
            #expect(try await fixture.database.images.find(sha256: batch[7].sha256, in: fixture.collection) == image)
            #expect(try await fixture.database.images.thumbnail(of: id) == batch[7].thumbnail)
            #expect(try await fixture.database.images.sources(of: [id])[id] == [batch[7].source])
            #expect(try await fixture.database.latents.find(image: id, model: fixture.model.id) == batch[7].latent)
            let withoutCritic = outcomes[0].imageID
            #expect(try await fixture.database.latents.find(image: withoutCritic, model: fixture.model.id)?.realism == nil)
        }
    }

    @Test("To store a batch again changes nothing and gives the same counts")
    func idempotent() async throws {
        try await withFixture { fixture in
            let batch = [Fixture.image("a", at: "/1"), Fixture.image("b", at: "/2"), Fixture.image("a", at: "/3")]
            let first = try await fixture.store(batch)
            let second = try await fixture.store(batch)
            #expect(first.map(\.isDuplicate) == [false, false, true])
            #expect(second.map(\.isDuplicate) == [false, false, true])
            #expect(first.map(\.imageID) == second.map(\.imageID))
            #expect(first.map(\.isNewImage) == [true, true, false])
            #expect(second.allSatisfy { !$0.isNewImage && !$0.isNewLatent })
            #expect(try await fixture.database.images.count(in: fixture.collection) == 2)
            #expect(
                try await fixture.database.images.sources(of: [first[0].imageID])[first[0].imageID] == [Array("/1".utf8), Array("/3".utf8)])
        }
    }

    @Test("Equal bytes in another batch are a duplicate with one more source")
    func duplicateLater() async throws {
        try await withFixture { fixture in
            let first = try await fixture.store([Fixture.image("a", at: "/1")])
            let second = try await fixture.store([Fixture.image("a", at: "/2"), Fixture.image("a", at: "/2")])
            #expect(second.map(\.imageID) == [first[0].imageID, first[0].imageID])
            #expect(second.map(\.isDuplicate) == [true, true])
            #expect(try await fixture.database.images.sources(of: [first[0].imageID])[first[0].imageID]?.count == 2)
        }
    }

    @Test("Another model version encodes known images anew, and they count as they did")
    func secondModel() async throws {
        try await withFixture { fixture in
            let next = try await fixture.database.models.register(Fixture.newModel(dimension: 6), in: fixture.collection)
            _ = try await fixture.store([Fixture.image("a", at: "/1"), Fixture.image("a", at: "/2")])
            let hashes = [Fixture.image("a", at: "/1").sha256]
            let known = try await fixture.database.images.known(hashes, in: fixture.collection, model: next.id)
            #expect(known.count == 1 && known.values.allSatisfy { !$0.hasLatent })
            let batch = ["/1", "/2"].map { Fixture.image("a", source: Array($0.utf8), dimension: 6) }
            let outcomes = try await fixture.store(batch, model: next.id)
            #expect(outcomes.map(\.isNewLatent) == [true, false])
            #expect(outcomes.map(\.isNewImage) == [false, false])
            #expect(outcomes.map(\.isDuplicate) == [false, true])
            #expect(try await fixture.database.latents.count(model: next.id) == 1)
            #expect(try await fixture.database.latents.count(model: fixture.model.id) == 1)
        }
    }

    @Test("Another source of known bytes needs neither pixels nor latent; where the image was deleted meanwhile, it says so")
    func knownBytes() async throws {
        try await withFixture { fixture in
            let whole = Fixture.image("a", at: "/1")
            let id = try await fixture.store([whole])[0].imageID
            let again = NewImage(
                known: whole.sha256, byteSize: 1, metadata: JSONText(#"{"name": "Ada"}"#), source: Array("/2".utf8),
                fingerprint: whole.fingerprint)
            let outcome = try await fixture.store([again])[0]
            #expect(outcome.imageID == id && outcome.isDuplicate && !outcome.isNewImage && !outcome.isNewLatent)
            #expect(try await fixture.database.images.find(id: id)?.metadata == again.metadata)
            #expect(try await fixture.database.images.sources(of: [id])[id]?.count == 2)
            try await fixture.database.images.delete(ids: [id], in: fixture.collection)
            let error = await #expect(throws: SemblanceError.self) { try await fixture.store([again]) }
            #expect(error?.code == .conflict)
        }
    }

    @Test("Metadata of known images is joined, what is new replacing what was")
    func metadata() async throws {
        try await withFixture { fixture in
            let image = Fixture.image("a", at: "/1")
            func described(_ json: String) -> NewImage {
                NewImage(
                    sha256: image.sha256, byteSize: image.byteSize, format: "jpeg", width: 1, height: 1, thumbnail: [1],
                    metadata: JSONText(json), source: image.source, fingerprint: image.fingerprint, latent: image.latent)
            }
            let id = try await fixture.store([described(#"{"a": 1, "b": 2}"#)])[0].imageID
            _ = try await fixture.store([described(#"{"b": 3, "c": 4}"#)])
            _ = try await fixture.store([image])
            #expect(try await fixture.database.images.find(id: id)?.metadata == JSONText(#"{"a": 1, "b": 3, "c": 4}"#))
        }
    }

    @Test("A file whose bytes changed moves to its new image, and its place is taken by the next")
    func changedFile() async throws {
        try await withFixture { fixture in
            let before = try await fixture.store([Fixture.image("a", at: "/1"), Fixture.image("a", at: "/2")])
            let after = try await fixture.store([Fixture.image("b", at: "/1")])
            #expect(after[0].isNewImage && !after[0].isDuplicate && after[0].imageID != before[0].imageID)
            #expect(!after[0].isOverwriting, "another file still holds the old bytes")
            let sources = try await fixture.database.images.sources(of: [before[0].imageID, after[0].imageID])
            #expect(sources[before[0].imageID] == [Array("/2".utf8)])
            #expect(sources[after[0].imageID] == [Array("/1".utf8)])
            #expect(try await fixture.store([Fixture.image("a", at: "/2")])[0].isDuplicate == false)
            let last = try await fixture.store([Fixture.image("c", at: "/2")])
            #expect(last[0].isOverwriting && last[0].isNewImage, "no file holds the old bytes any more")
            #expect(try await fixture.store([Fixture.image("c", at: "/2")])[0].isOverwriting == false)
        }
    }

    @Test("Names that are not UTF-8, and names that differ only in their normal form, are sources of their own")
    func sourceBytes() async throws {
        try await withFixture { fixture in
            let names: [[UInt8]] = [
                [0x2F, 0xFF, 0xFE, 0x2E], Array("/caf\u{E9}.jpg".utf8), Array("/cafe\u{301}.jpg".utf8), Array(repeating: 0x61, count: 9000),
                [0x2F, 0x00],
            ]
            let outcomes = try await fixture.store(names.map { Fixture.image("same", source: $0) })
            #expect(outcomes.map(\.isDuplicate) == [false, true, true, true, true])
            let id = outcomes[0].imageID
            #expect(try await fixture.database.images.sources(of: [id])[id] == names)
        }
    }

    @Test("A latent of another length is refused with both lengths, and nothing of its batch is stored")
    func wrongDimension() async throws {
        try await withFixture { (fixture) async throws in
            let error = await #expect(throws: SemblanceError.self) {
                try await fixture.store([Fixture.image("a", at: "/1"), Fixture.image("b", source: [1], dimension: 5)])
            }
            #expect(error?.code == .incompatible)
            #expect(try await fixture.database.images.count(in: fixture.collection) == 0)
        }
    }

    @Test("The partition itself refuses a vector of another dimension")
    func partitionCheck() async throws {
        try await withFixture { fixture in
            let stored = try await fixture.store([Fixture.image("a", at: "/1")])
            let error = await #expect(throws: SemblanceError.self) {
                try await fixture.database.pool.withConnection { connection in
                    _ = try connection.query(
                        "UPDATE latents SET vector = $3::vector WHERE model_id = $1 AND image_id = $2", fixture.model.id, stored[0].imageID,
                        [1, 2, 3, 4, 5] as [Float])
                }
            }
            #expect(error?.code == .invalidArgument)
        }
    }

    @Test("A latent with NaN leaves nothing of its batch behind")
    func notFinite() async throws {
        try await withFixture { (fixture) async throws in
            let error = await #expect(throws: SemblanceError.self) {
                try await fixture.store([Fixture.image("a", at: "/1"), Fixture.image("b", source: [1], seed: .nan)])
            }
            #expect(error?.code == .invalidArgument)
            #expect(try await fixture.database.images.count(in: fixture.collection) == 0)
            #expect(try await fixture.store([Fixture.image("a", at: "/1")]).count == 1)
        }
    }

    @Test("Workers that store the same images at the same time agree")
    func concurrentWorkers() async throws {
        try await withFixture { fixture in
            let results = try await withThrowingTaskGroup(of: [StoreOutcome].self) { group in
                for worker in 0..<4 {
                    group.addTask {
                        let order = worker.isMultiple(of: 2) ? Array(0..<60) : Array((0..<60).reversed())
                        let outcomes = try await fixture.store(order.map { Fixture.image("photo \($0)", at: "/\(worker)/\($0)") })
                        return worker.isMultiple(of: 2) ? outcomes : outcomes.reversed()
                    }
                }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            for index in 0..<60 {
                #expect(Set(results.map { $0[index].imageID }).count == 1)
                #expect(results.count { $0[index].isNewImage } == 1)
                #expect(results.count { $0[index].isNewLatent } == 1)
            }
            #expect(try await fixture.database.images.count(in: fixture.collection) == 60)
        }
    }
}
