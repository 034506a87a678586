import SemblanceCore
import SemblanceImaging
import SemblanceStorage
import SemblanceTestSupport
import Testing

@testable import SemblanceService

@Suite("Turning pages")
struct PagingTests {
    private func with(_ count: Int, _ body: @Sendable (Bench, SimilaritySearch, QueryPhoto) async throws -> Void) async throws {
        try await Bench.with { bench in
            let folder = try TestCorpus.faces(count)
            _ = try await bench.index(folder)
            let search = try await SimilaritySearch(database: bench.database, record: bench.record, model: ProjectingModel())
            try await body(bench, search, search.photo(file: BytePath(folder.file("face-05.jpg"))))
        }
    }

    private func pages(_ search: SimilaritySearch, _ query: SearchQuery, _ options: SearchOptions) async throws -> [SearchReply] {
        var pages = [try await search.search(query, options)]
        while let cursor = pages.last?.nextCursor { pages.append(try await search.page(after: cursor, k: options.k)) }
        return pages
    }

    @Test("the pages together are the whole search, each hit once", arguments: Metric.allCases, [false, true])
    func together(metric: Metric, mirror: Bool) async throws {
        try await with(24) { _, search, photo in
            let whole = try await search.search(.photo(photo), .init(k: 24, metric: metric, mirror: mirror))
            for size in [1, 5, 7, 24] {
                let pages = try await pages(search, .photo(photo), .init(k: size, metric: metric, mirror: mirror))
                let hits = pages.flatMap(\.hits)
                #expect(hits.map(\.imageID) == whole.hits.map(\.imageID) && hits.map(\.distance) == whole.hits.map(\.distance))
                #expect(hits.map(\.rank) == Array(1...24) && pages.count == (24 + size - 1) / size)
                #expect(pages.allSatisfy { $0.query == whole.query && $0.metric == metric })
            }
        }
    }

    @Test("filter, distance and left out examples hold on every page")
    func conditions() async throws {
        try await with(24) { bench, search, photo in
            let ids = try await bench.database.images.list(in: bench.collection.id, limit: 100).map(\.id)
            for (place, id) in ids.enumerated() { try await bench.database.images.setMetadata(JSONText("{\"n\": \(place)}"), of: id) }
            var options = SearchOptions(k: 3, filter: try SearchFilter(parsing: "n < 15"))
            let examples = SearchQuery.examples(positive: [ids[0], ids[3]], negative: [ids[9]])
            let found = try await pages(search, examples, options).flatMap(\.hits).map(\.imageID)
            #expect(Set(found) == Set(ids.prefix(15)).subtracting([ids[0], ids[3], ids[9]]) && found.count == 12)
            let all = try await search.search(.photo(photo), .init(k: 24)).hits
            options = SearchOptions(k: 4, maximumDistance: all[10].distance)
            #expect(try await pages(search, .photo(photo), options).flatMap(\.hits).map(\.imageID) == all.prefix(11).map(\.imageID))
        }
    }

    @Test("a page stays whole while images come and go")
    func changes() async throws {
        try await with(20) { bench, search, photo in
            let directory = search.directory
            let first = try await search.search(.photo(photo), .init(k: 6))
            _ = try await bench.database.images.delete(ids: [first.hits[1].imageID, first.hits[4].imageID], in: bench.collection.id)
            _ = try await bench.index(TestCorpus.noise(5))
            let version = try await search.version.following(bench.database, directory)
            let later = SimilaritySearch(database: bench.database, version: version, directory: directory)
            let second = try await later.page(after: try #require(first.nextCursor), k: 100)
            #expect(Set(second.hits.map(\.imageID)).isDisjoint(with: first.hits.map(\.imageID)))
            #expect(second.hits.allSatisfy { $0.distance >= first.hits[5].distance })
            let all = try await later.search(.photo(photo), .init(k: 100)).hits
            #expect(
                second.hits.map(\.imageID)
                    == all.drop { ($0.distance, $0.imageID) <= (first.hits[5].distance, first.hits[5].imageID) }.map(\.imageID))
        }
    }

    @Test("what is no cursor is refused, and one of another version too")
    func refused() async throws {
        try await with(8) { bench, search, photo in
            let cursor = try #require(try await search.search(.photo(photo), .init(k: 2)).nextCursor)
            for text in ["", "x", "bm90aGluZw", String(cursor.dropLast(9)), cursor + "AAAA"] {
                #expect(await failure { _ = try await search.page(after: text, k: 2) }?.code == .invalidArgument)
            }
            let other = try await bench.database.models.register(Bench.model("others"), in: bench.collection.id)
            let folder = try TestCorpus.faces(3)
            _ = try await bench.indexer().index(CorpusSource([folder.bytePath]), record: other)
            let otherSearch = try await SimilaritySearch(database: bench.database, record: other, model: ProjectingModel())
            #expect(await failure { _ = try await otherSearch.page(after: cursor, k: 2) }?.code == .conflict)
        }
    }
}
