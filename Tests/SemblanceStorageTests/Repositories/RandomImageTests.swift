import SemblanceCore
import SemblanceTestSupport
import Testing

@testable import SemblanceStorage

@Suite("Images at random")
struct RandomImageTests {
    /// 300 images, and as many ids between them that are those of another collection.
    private func withImages(_ body: @Sendable (Fixture, Set<Int64>) async throws -> Void) async throws {
        try await withFixture { fixture in
            let other = try await fixture.database.collections.create(name: "other")
            let foreign = try await fixture.database.models.register(Fixture.newModel(), in: other.id)
            var ids: Set<Int64> = []
            for part in 0..<6 {
                let images = (0..<50).map { Fixture.image("\(part)-\($0)", at: "/\(part)-\($0)") }
                ids.formUnion(try await fixture.store(images).map(\.imageID))
                _ = try await fixture.database.images.store(batch: images, collection: other.id, model: foreign.id)
            }
            try await body(fixture, ids)
        }
    }

    @Test("Different ones of the collection, in any order, and all where fewer are there", arguments: [1000, 1])
    func different(few: Int) async throws {
        try await withImages { fixture, ids in
            let images = fixture.database.images
            for count in [1, 20, 100] {
                let drawn = try await images.random(count, in: fixture.collection, few: few).map(\.id)
                #expect(drawn.count == count && Set(drawn).count == count && ids.isSuperset(of: drawn))
            }
            let all = try await images.random(400, in: fixture.collection, few: few).map(\.id)
            #expect(Set(all) == ids && all.count == 300 && all != all.sorted())
            let empty = try await fixture.database.collections.create(name: "empty")
            #expect(try await images.random(5, in: empty.id, few: few).isEmpty)
            #expect(try await images.random(5, in: -1, few: few).isEmpty)
        }
    }

    @Test("Each is as likely as any other, whichever way they are drawn", arguments: [1000, 1])
    func evenly(few: Int) async throws {
        try await withImages { fixture, ids in
            var counts: [Int64: Int] = [:]
            for _ in 0..<60 {
                for image in try await fixture.database.images.random(50, in: fixture.collection, few: few) {
                    counts[image.id, default: 0] += 1
                }
            }
            // Ten each on average; a deviation of 3 is usual, and one of 13 comes once in ten thousand runs.
            #expect(ids.allSatisfy { (counts[$0] ?? 0) <= 24 } && counts.count > 290)
            let halves = ids.sorted().prefix(150).reduce(0) { $0 + (counts[$1] ?? 0) }
            #expect((1300...1700).contains(halves), "\(halves) of 3,000 are of the first half")
        }
    }

    @Test("Images that lie far apart are found too")
    func scattered() async throws {
        try await withImages { fixture, ids in
            let kept = [ids.min(), ids.sorted()[150], ids.max()].compactMap { $0 }
            _ = try await fixture.database.images.delete(ids: Array(ids.subtracting(kept)), in: fixture.collection)
            for _ in 0..<10 {
                let drawn = try await fixture.database.images.random(3, in: fixture.collection, few: 1).map(\.id)
                #expect(Set(drawn) == Set(kept))
            }
        }
    }
}
