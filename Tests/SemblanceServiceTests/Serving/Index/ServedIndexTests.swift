import SemblanceCore
import SemblanceImaging
import SemblanceIndex
import SemblanceStorage
import SemblanceTestSupport
import Synchronization
import Testing

@testable import SemblanceService

@Suite("A version that is searched by an index that is not exact")
struct ServedIndexTests {
    /// Serves faces by an index that misses every second neighbour, as a database would keep it.
    private func with(
        _ count: Int = 24, sample: Double = 1, floor: Double = 0, observer: IndexObserver = IndexObserver(),
        _ body: @Sendable (Bench, ServingCollection) async throws -> Void
    ) async throws {
        try await Bench.with { bench in
            _ = try await bench.index(TestCorpus.faces(count))
            let serving = ServingCollection(
                bench.collection, database: bench.database, directory: ImageDirectory(database: bench.database),
                indexes: .halfBlind(IndexSettings(kind: .pgvector, recallSample: sample, recallFloor: floor), observer: observer)
            ) { _ in try ModelEngine(ProjectingModel(), limits: .standard) }
            try await serving.look()
            try await body(bench, serving)
        }
    }

    private func ids(_ bench: Bench) async throws -> [Int64] {
        try await bench.database.images.list(in: bench.collection.id, limit: 100).map(\.id)
    }

    @Test("says whether an answer is exact, and is exact where that is asked for, on every page")
    func exact() async throws {
        try await with(sample: 0) { bench, serving in
            let search = try serving.search()
            let query = SearchQuery.image(try await ids(bench)[3])
            let truth = try await SimilaritySearch(database: bench.database, record: bench.record, model: ProjectingModel())
                .search(query, .init(k: 12)).hits.map(\.imageID)
            let plain = try await search.search(query, .init(k: 4))
            #expect(!plain.exact && plain.hits.map(\.imageID) == [0, 2, 4, 6].map { truth[$0] })

            let first = try await search.search(query, .init(k: 4, exact: true))
            let second = try await search.page(after: try #require(first.nextCursor), k: 4)
            let third = try await search.page(after: try #require(second.nextCursor), k: 4)
            let pages = [first, second, third]
            #expect(pages.allSatisfy(\.exact) && pages.flatMap(\.hits).map(\.imageID) == truth)
            let inexact = try await search.page(after: try #require(plain.nextCursor), k: 4)
            #expect(!inexact.exact && Set(inexact.hits.map(\.imageID)).isDisjoint(with: plain.hits.map(\.imageID)))
            #expect(serving.status.version?.recall == nil)
        }
    }

    @Test("exact and other searches that come together are answered each in its way")
    func together() async throws {
        try await with(sample: 0) { bench, serving in
            let (search, query) = (try serving.search(), SearchQuery.image(try await ids(bench)[0]))
            let expected = try await [false, true].asyncMap { try await search.search(query, .init(k: 5, exact: $0)).hits.map(\.imageID) }
            #expect(expected[0] != expected[1])
            try await withThrowingTaskGroup(of: (Int, [Int64]).self) { group in
                for number in 0..<40 {
                    group.addTask {
                        let reply = try await search.search(query, .init(k: 5, exact: number % 2 == 1))
                        return (number % 2, reply.hits.map(\.imageID))
                    }
                }
                for try await (kind, found) in group { #expect(found == expected[kind]) }
            }
        }
    }

    @Test("below the floor becomes exhaustive, says so, and stays so for the versions that follow")
    func fallsBack() async throws {
        let changes = Mutex<[RecallChange]>([])
        let observer = IndexObserver(changed: { _, change in changes.withLock { $0.append(change) } })
        try await with(floor: 0.9, observer: observer) { bench, serving in
            let (search, ids) = (try serving.search(), try await ids(bench))
            for place in 0..<30 {
                let reply = try await search.search(.image(ids[place % ids.count]), .init(k: 4))
                #expect(!reply.exact)
                try await eventually { serving.status.version?.recallFigures?.samples == place + 1 }
            }
            try await eventually { serving.status.version?.isFallenBack == true }
            #expect(changes.withLock { $0 } == [.fellBack(RecallFigures(value: 0.5, worst: 0.5, samples: 30))])
            // A search that has begun on the version goes by what is known now.
            #expect(try await search.search(.image(ids[0]), .init(k: 4)).exact)
            try await bench.database.images.setMetadata(JSONText("{\"who\": \"ada\"}"), of: ids[0])
            try await serving.look()
            let reply = try await serving.search().search(.image(ids[0]), .init(k: 4))
            #expect(reply.exact && reply.hits[0].metadata.text.contains("ada"))
            let index = IndexReply(try serving.version())
            #expect(index.fallback && index.exact)
        }
    }

    @Test("the mirrored photo, examples and interpolations are searched there too")
    func elsewhere() async throws {
        try await with(sample: 0) { bench, serving in
            let (search, ids) = (try serving.search(), try await ids(bench))
            let photo = try QueryPhoto(try TestCorpus.face(5), by: search.version.engine.preprocessor)
            var pages = [try await search.search(.photo(photo), .init(k: 5, mirror: true, exact: true))]
            while let cursor = pages.last?.nextCursor { pages.append(try await search.page(after: cursor, k: 5)) }
            #expect(pages.flatMap(\.hits).map(\.imageID).sorted() == ids.sorted() && pages.allSatisfy(\.exact))
            let examples = try await search.search(.examples(positive: [ids[0], ids[1]], negative: [ids[2]]), .init(k: 5))
            #expect(examples.hits.count == 5 && Set(examples.hits.map(\.imageID)).isDisjoint(with: ids.prefix(3)))
            #expect(await failure { _ = try await search.search(.examples(positive: [ids[0], 999_999], negative: [])) }?.code == .notFound)
            let pictures = ServedPictures(search, cache: PictureCache())
            let way = try await pictures.way(from: .image(ids[0]), to: .image(ids[9]), .init(steps: 3))
            #expect(try await pictures.nearest(to: way).first??.imageID == ids[0])
        }
    }

    @Test("reads no latents where the database keeps them: scores and familiarity come from the database")
    func asked() async throws {
        try await with { bench, serving in
            let (version, ids) = (try serving.version(), try await ids(bench))
            #expect(version.realism == nil && version.choice.kind == .pgvector)
            let held = try await SimilaritySearch(database: bench.database, record: bench.record, model: ProjectingModel())
            for id in ids.prefix(3) {
                let (here, there) = (
                    try await serving.search().search(.image(id), .init(k: 1)), try await held.search(.image(id), .init(k: 1))
                )
                #expect(here.query == there.query && here.query.realism != nil && here.query.familiarity != nil)
            }
            // What is added and deleted changes nothing of the index; what is gone is no hit.
            _ = try await bench.index(TestCorpus.noise(5))
            _ = try await bench.database.images.delete(ids: [ids[7]], in: bench.collection.id)
            try await serving.look()
            let next = try serving.version()
            #expect(next.realism == nil && next.generation == version.generation && next.recall === version.recall)
            let hits = try await serving.search().search(.image(ids[0]), .init(k: 100, exact: true)).hits.map(\.imageID)
            #expect(Set(hits) == Set(ids).subtracting([ids[7]]))
        }
    }

    @Test("in a database without a graph is exact; with one it says so, and finds the same where little is to be searched")
    func pgvector() async throws {
        try await Bench.with { bench in
            _ = try await bench.index(TestCorpus.faces(20))
            let query = SearchQuery.image(try await ids(bench)[4])
            func reply(_ kind: IndexPreference, exact: Bool = false) async throws -> SearchReply {
                let search = try await SimilaritySearch(
                    database: bench.database, record: bench.record, model: ProjectingModel(),
                    indexes: IndexFactory(IndexSettings(kind: kind)))
                return try await search.search(query, .init(k: 7, exact: exact))
            }
            let truth = try await reply(.exact).hits.map(\.imageID)
            #expect(try await reply(.pgvector).exact)
            try await PgvectorGraph(bench.database, model: bench.record.model).build()
            for exact in [false, true] {
                let found = try await reply(.pgvector, exact: exact)
                #expect(found.exact == exact && found.complete && found.hits.map(\.imageID) == truth)
                #expect(found.query.realism != nil && found.query.familiarity != nil)
            }
        }
    }

    @Test("an exact index is never sampled, and is its own exhaustive search")
    func never() async throws {
        let samples = Mutex(0)
        try await Bench.with { bench in
            _ = try await bench.index(TestCorpus.faces(6))
            let indexes = IndexFactory(
                IndexSettings(recallSample: 1, recallFloor: 1), observer: IndexObserver(sampled: { _ in samples.withLock { $0 += 1 } }))
            let search = try await SimilaritySearch(
                database: bench.database, record: bench.record, model: ProjectingModel(), indexes: indexes)
            for exact in [false, true] {
                #expect(try await search.search(.image(ids(bench)[0]), .init(k: 3, exact: exact)).exact)
            }
            #expect(search.version.recall == nil && search.version.choice.kind == .exact)
            #expect(samples.withLock { $0 } == 0)
            #expect(IndexReply(search.version).recall == nil && IndexReply(search.version).bytes ?? 0 > 0)
        }
    }
}

extension Sequence {
    fileprivate func asyncMap<Value>(_ body: (Element) async throws -> Value) async rethrows -> [Value] {
        var values: [Value] = []
        for element in self { values.append(try await body(element)) }
        return values
    }
}
