import SemblanceCore
import SemblanceStorage
import SemblanceTestSupport
import Testing

@Suite("What is shown of images")
struct ImageDetailsTests {
    @Test("Size, metadata and the first source of some images, and of all of a collection, are those of their rows")
    func details() async throws {
        try await withFixture { fixture in
            let images = fixture.database.images
            let ids = try await fixture.store((0..<40).map { Fixture.image("\($0)", at: "/\($0)") }).map(\.imageID)
            _ = try await fixture.store((10..<20).map { Fixture.image("\($0)", source: [0xFF] + Array("/again/\($0)".utf8)) })
            // The earliest source comes first, whatever bytes it has; one whose source moved away has none.
            _ = try await fixture.store([Fixture.image("1", at: "/0")])
            try await images.setMetadata(JSONText(#"{"year": 2020}"#), of: ids[7])
            let other = try await fixture.database.collections.create(name: "other")
            let version = try await fixture.database.models.register(Fixture.newModel(), in: other.id)
            _ = try await images.store(batch: [Fixture.image("0", at: "/0")], collection: other.id, model: version.id)

            let details = try await images.details(of: ids + [99_999])
            #expect(details.count == 40)
            let (stored, sources) = (try await images.find(ids: ids), try await images.sources(of: ids))
            for id in ids {
                let image = try #require(stored[id])
                #expect(details[id]?.width == image.width && details[id]?.height == image.height && details[id]?.width == 178)
                #expect(details[id]?.metadata == image.metadata && details[id]?.source == sources[id]?.first)
            }
            #expect(details[ids[0]]?.source == nil && details[ids[1]]?.source == Array("/1".utf8))
            #expect(details[ids[12]]?.source == Array("/12".utf8) && details[ids[7]]?.metadata == JSONText(#"{"year": 2020}"#))
            let all = try await images.reduceDetails(collection: fixture.collection, into: [Int64: ImageDetail]()) { $0[$1] = $2 }
            #expect(all == details)
            #expect(try await images.details(of: []).isEmpty)
            #expect(try await images.reduceDetails(collection: 999, into: 0) { count, _, _ in count += 1 } == 0)
        }
    }
}
