import SemblanceCore
import SemblanceTestSupport
import Testing

@testable import SemblanceStorage

@Suite("The database searches as every index must")
struct PgvectorConformanceTests {
    @Test("A scan agrees with measuring everything, to the last bit")
    func scan() async throws {
        try await withPgvector { fixture in
            try await LatentIndexConformance { corpus in
                try await PgvectorIndex.open(fixture.database, model: fixture.store(corpus))
            }.checkAll()
        }
    }

    @Test("Walks through the graph")
    func walks() async throws {
        try await withPgvector { fixture in
            try await LatentIndexConformance { corpus in
                let index = try await fixture.indexByGraph(fixture.store(corpus))
                #expect(!index.isExact && index.exhaustive.isExact)
                return index
            }.checkAll()
        }
    }

    @Test("A scan beside a graph takes no notice of it")
    func scanBesideGraph() async throws {
        try await withPgvector { fixture in
            try await LatentIndexConformance { corpus in
                let model = try await fixture.store(corpus)
                try await fixture.graph(model).build()
                return try await PgvectorIndex.open(fixture.database, model: model).exhaustive
            }.checkAll()
        }
    }

    @Test("Latents that the database cannot tell apart are told apart by a scan")
    func rounding() async throws {
        try await withPgvector { fixture in
            var generator = SplitMix64(seed: 30)
            var corpus = LatentCorpus.lifelike(count: 600, dimension: 32, seed: 30)
            let query = corpus.rows[599]
            for row in 0..<400 { corpus.rows[row] = query.map { $0 + $0.ulp * Float(Int.random(in: -40...40, using: &generator)) } }
            corpus.rows[599] = corpus.rows[598]
            let model = try await fixture.store(corpus)
            let index = try await PgvectorIndex.open(fixture.database, model: model)
            for metric in Metric.allCases {
                let truth = corpus.nearest(to: query, k: 5, metric: metric)
                let first = try await fixture.pool.withConnection { connection in
                    let query = PgvectorQuery(query, k: 5, metric: metric, after: nil)
                    let statement = PgvectorPartition(model).scan(query, limit: query.candidates, within: PgvectorFilter(.all, keysUpTo: 0))
                    return Set(try statement.run(on: connection).map { try $0.value(0, as: Int64.self) })
                }
                #expect(!truth.allSatisfy { first.contains($0.id) }, "what the database names first lacks some of the nearest")
                #expect(try await index.search([query], k: 5, metric: metric) == [truth])
                let next = SearchScope(after: truth[2])
                #expect(try await index.search([query], k: 2, metric: metric, within: next) == [Array(truth.suffix(2))])
            }
        }
    }

    @Test(
        "Latents of other lengths are measured by their coordinates, and only angles come from the graph",
        arguments: [0, PgvectorPlan.walkPrice])
    func lengths(walkPrice: Double) async throws {
        try await withPgvector { fixture in
            var generator = SplitMix64(seed: 21)
            var corpus = LatentCorpus.random(count: 400, dimension: 20, seed: 20)
            corpus.rows = corpus.rows.map { LatentNormalization.unitLength.apply($0) }
            corpus.rows[7] = [Float](repeating: 0, count: 20)
            let norms = corpus.ids.map { _ in Float.random(in: 0.01...40, using: &generator) }
            let model = try await fixture.store(corpus, norms: norms)
            var coordinates = corpus
            for row in corpus.rows.indices { coordinates.rows[row] = corpus.rows[row].map { $0 * norms[row] } }
            let scan = try await PgvectorIndex.open(fixture.database, model: model)
            try await fixture.graph(model).build()
            let index = try await PgvectorIndex.open(fixture.database, model: model, walkPrice: walkPrice)
            let queries = (0..<6).map { _ in generator.normal(count: 20).map { $0 * 3 } } + [coordinates.rows[3], coordinates.rows[7]]
            for metric in Metric.allCases {
                let truth = queries.map { coordinates.nearest(to: $0, k: 12, metric: metric) }
                #expect(try await scan.search(queries, k: 12, metric: metric) == truth)
                #expect(try await index.exhaustive.search(queries, k: 12, metric: metric) == truth)
                if metric == .euclidean || walkPrice > 0 { #expect(try await index.search(queries, k: 12, metric: metric) == truth) }
            }
            #expect(try await recall(of: index, coordinates, queries: queries) > 0.95)
            #expect(try await index.vectors(of: [corpus.ids[3], 1]) == [corpus.ids[3]: coordinates.rows[3]])
        }
    }
}
