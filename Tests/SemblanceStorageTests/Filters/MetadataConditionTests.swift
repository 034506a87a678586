import Foundation
import SemblanceCore
import SemblanceTestSupport
import Testing

@testable import SemblanceStorage

@Suite("Filters select images in the database")
struct MetadataConditionTests {
    @Test("On random metadata the database selects what the filter means", arguments: [1, 2, 3])
    func property(seed: UInt64) async throws {
        try await withFixture { fixture in
            var random = RandomMetadata(generator: SplitMix64(seed: seed))
            let images = try await fixture.store((0..<120).map { Fixture.image("\($0)", at: "/\($0)") }).map(\.imageID)
            let metadata = images.map { _ in random.object(depth: 2) }
            for (id, value) in zip(images, metadata) { try await fixture.database.images.setMetadata(JSONText(value.json), of: id) }
            var matched = 0
            for _ in 0..<250 {
                let filter = random.filter(depth: 3)
                let expected = zip(images, metadata).filter { filter.matches($1) }.map(\.0).sorted()
                #expect(try await fixture.database.images.ids(matching: filter, in: fixture.collection) == expected, "\(filter)")
                matched += expected.count
            }
            // Neither nothing nor everything: the filters and the metadata do meet.
            #expect(matched > 250 * 120 / 10 && matched < 250 * 120 * 9 / 10)
        }
    }

    @Test("Only images of the collection that the version has encoded count, in the order of their ids, a page at a time")
    func scope() async throws {
        try await withFixture { fixture in
            let images = fixture.database.images
            let ids = try await fixture.store((0..<30).map { Fixture.image("\($0)", at: "/\($0)") }).map(\.imageID).sorted()
            for id in ids where id % 2 == 0 { try await images.setMetadata(JSONText(#"{"even": true}"#), of: id) }
            let other = try await fixture.database.models.register(Fixture.newModel(), in: fixture.collection)
            let again = try await fixture.store([Fixture.image("4", at: "/4"), Fixture.image("5", at: "/5")], model: other.id).map(
                \.imageID)
            let filter = try MetadataFilter(parsing: "even = true")
            let even = ids.filter { $0 % 2 == 0 }
            #expect(try await images.ids(matching: filter, in: fixture.collection) == even)
            #expect(try await images.ids(matching: filter, in: fixture.collection, model: fixture.model.id) == even)
            #expect(try await images.ids(matching: filter, in: fixture.collection, model: other.id) == even.filter(again.contains))
            let elsewhere = try await fixture.database.collections.create(name: "other")
            #expect(try await images.ids(matching: .not(filter), in: elsewhere.id).isEmpty)
            let page = try await images.list(in: fixture.collection, after: even[2], limit: 4, filter: filter)
            #expect(page.map(\.id) == Array(even[3..<7]))
            let back = try await images.list(in: fixture.collection, after: even[7], limit: 4, filter: filter, descending: true)
            #expect(back.map(\.id) == even[3..<7].reversed())
            #expect(try await images.list(in: fixture.collection, limit: 100).map(\.id) == ids)
            #expect(try await images.list(in: fixture.collection, limit: 2, descending: true).map(\.id) == ids.suffix(2).reversed())
            #expect(try await images.count(in: fixture.collection, filter: filter) == even.count)
            #expect(try await images.count(in: fixture.collection, filter: .not(filter)) == ids.count - even.count)
            #expect(try await images.count(in: elsewhere.id, filter: .not(filter)) == 0)
        }
    }

    @Test("Nothing of an expression stands in the statement, and the index on metadata serves equality")
    func statement() async throws {
        let condition = try MetadataCondition(
            try MetadataFilter(parsing: #""na'me" in ("va'lue", 17) or "x') or true --" < "y'" and "na'me" = 4711"#), after: [])
        for word in ["na'me", "va'lue", "17", "true", "--", "y'"] { #expect(!condition.sql.contains(word), "\(condition.sql)") }
        try await withFixture { fixture in
            let equality = try MetadataCondition(try MetadataFilter(parsing: "a.b = 1 or c in (x, y)"), after: [])
            let plan = try await fixture.database.pool.withTransaction { connection in
                try connection.executeScript("SET LOCAL enable_seqscan = off")
                return try connection.query("EXPLAIN SELECT id FROM images WHERE \(equality.sql)", parameters: equality.parameters)
                    .map { try $0.value(0, as: String.self) }.joined(separator: "\n")
            }
            #expect(plan.components(separatedBy: "Bitmap Index Scan on images_metadata").count == 4, "\(plan)")
        }
    }
}
