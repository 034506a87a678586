import SemblanceCore
import Testing

@testable import SemblanceService

@Suite("A search with a photo and its mirror image")
struct MirroredSearchTests {
    /// Images on a line; the queries stand at two places of it, and some images are equally far.
    private static let places: [Int64: Float] = [1: 0, 2: 1, 3: 2, 4: 2, 5: 4, 6: 7, 7: 9, 8: 10, 9: 10, 10: 14]
    private static let queries: [[Float]] = [[2], [9]]

    private static func search(_ k: Int, after last: IndexHit?) -> [[IndexHit]] {
        queries.map { query in
            let hits = places.map { IndexHit(id: $0.key, distance: abs($0.value - query[0])) }
                .sorted { ($0.distance, $0.id) < ($1.distance, $1.id) }
            return Array(hits.filter { hit in last.map { (hit.distance, hit.id) > ($0.distance, $0.id) } ?? true }.prefix(k))
        }
    }

    @Test("takes the nearer of both answers, each image once, on every page", arguments: 1...11)
    func pages(size: Int) async throws {
        let mirrored = MirroredSearch(queries: Self.queries, metric: .euclidean)
        let expected = Self.places.map { place in
            IndexHit(id: place.key, distance: Self.queries.map { abs($0[0] - place.value) }.min() ?? 0)
        }.sorted { ($0.distance, $0.id) < ($1.distance, $1.id) }
        var found: [IndexHit] = []
        while true {
            let last = found.last
            let page = try await mirrored.nearest(
                size, after: last, vectors: { ids in Self.places.filter { ids.contains($0.key) }.mapValues { [$0] } }
            ) { k in
                Self.search(k, after: last)
            }
            found += page
            if page.count < size { break }
        }
        #expect(found == expected)
    }
}
