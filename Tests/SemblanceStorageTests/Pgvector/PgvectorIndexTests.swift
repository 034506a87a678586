import SemblanceCore
import SemblanceTestSupport
import Testing

@testable import SemblanceStorage

@Suite("A graph in the database finds what is near")
struct PgvectorIndexTests {
    @Test("Recall@10 is at least 0.99, and distances are those of the metric")
    func recallHolds() async throws {
        try await withPgvector { fixture in
            let corpus = LatentCorpus.lifelike(count: 4000, dimension: 64, seed: 1)
            let index = try await fixture.indexByGraph(fixture.store(corpus))
            let tuning = try await index.tune(to: 0.998, sample: 60)
            #expect(tuning.isReached && index.efSearch == tuning.efSearch)
            let queries = Array(LatentCorpus.lifelike(count: 4060, dimension: 64, seed: 1).rows.suffix(60))
            for metric in Metric.allCases {
                #expect(try await recall(of: index, corpus, queries: queries, metric: metric) >= 0.99)
                let rows = Dictionary(uniqueKeysWithValues: zip(corpus.ids, corpus.rows))
                for (query, hits) in zip(queries, try await index.search(queries, k: 10, metric: metric)) {
                    #expect(hits.allSatisfy { $0.distance == metric.distance(query, rows[$0.id] ?? []) })
                }
            }
            let own = try await index.search(Array(corpus.rows.prefix(20)), k: 1, metric: .cosine)
            #expect(own.map { $0.map(\.id) } == corpus.ids.prefix(20).map { [$0] }, "an image is its own nearest")
        }
    }

    @Test("The planner walks through the graph, at the first search as at the twentieth, with filters as without")
    func planner() async throws {
        try await withPgvector { fixture in
            let corpus = LatentCorpus.lifelike(count: 2000, dimension: 32, seed: 2)
            let model = try await fixture.store(corpus)
            let index = try await fixture.indexByGraph(model)
            let scopes = [
                SearchScope.all, SearchScope(among: IDSet(corpus.ids.prefix(900))), SearchScope(among: IDSet(corpus.ids.prefix(1900))),
                SearchScope(excluding: IDSet(corpus.ids.prefix(5))),
            ]
            for scope in scopes {
                let query = PgvectorQuery(corpus.rows[3], k: 10, metric: .cosine, after: nil)
                let statement = PgvectorPartition(model).walk(query, limit: 42, within: PgvectorFilter(scope, keysUpTo: 1000))
                let plan = try await fixture.pool.withTransaction { connection in
                    try connection.executeScript("SET LOCAL enable_seqscan = off; SET LOCAL enable_sort = off")
                    return try connection.query("EXPLAIN " + statement.sql, parameters: statement.parameters).map {
                        try $0.value(0, as: String.self)
                    }
                }
                #expect(plan.contains { $0.contains("Index Scan using latents_\(model.id)_graph") }, "\(plan)")
                for _ in 0..<20 { _ = try await index.search([corpus.rows[3]], k: 10, metric: .cosine, within: scope) }
            }
            try await fixture.run("SELECT pg_stat_force_next_flush()")
            try await eventually { try await fixture.walks(model) >= 80 }
        }
    }

    @Test("Small corpora, few ids and deep pages are scanned, which costs less; and many latents are not")
    func plan() {
        func walks(_ count: Int, _ candidates: Int = 42, _ scope: SearchScope = .all) -> Bool {
            PgvectorPlan(count: count, scope: scope, walkPrice: PgvectorPlan.walkPrice).prefersWalk(candidates: candidates)
        }
        #expect(!walks(2000) && walks(25_000) && walks(1_000_000))
        #expect(!walks(25_000, 1000) && walks(1_000_000, 1000) && !walks(1_000_000, 40_000))
        #expect(walks(1_000_000, 42, SearchScope(among: IDSet(0..<500_000))) && !walks(1_000_000, 42, SearchScope(among: IDSet(0..<5000))))
        #expect(walks(1_000_000, 42, SearchScope(excluding: IDSet([1]))) && !walks(100_000, 42, SearchScope(excluding: IDSet(0..<99_999))))
        #expect(!walks(0) && !walks(100_000, 42, SearchScope(among: IDSet([]))))
        let half = PgvectorPlan(count: 1000, scope: SearchScope(among: IDSet(0..<500)), walkPrice: 0)
        #expect(half.trusts(met: 84, candidates: 42) && half.trusts(met: 672, candidates: 42) && !half.trusts(met: 673, candidates: 42))
    }

    @Test("Images that come after the build are found at once, and those that go are not found any more")
    func changes() async throws {
        try await withPgvector { fixture in
            let corpus = LatentCorpus.lifelike(count: 2000, dimension: 32, seed: 3)
            let first = LatentCorpus(ids: Array(corpus.ids.prefix(1500)), rows: Array(corpus.rows.prefix(1500)))
            let rest = LatentCorpus(ids: Array(corpus.ids.dropFirst(1500)), rows: Array(corpus.rows.dropFirst(1500)))
            let model = try await fixture.store(first)
            let index = try await fixture.indexByGraph(model)
            #expect(index.count == 1500)
            for _ in 0..<2 { index.raise() }
            try await fixture.insert(rest, into: model)
            let queries = Array(rest.rows.prefix(40))
            #expect(try await index.search(queries, k: 1, metric: .cosine).map { $0.first?.id } == rest.ids.prefix(40).map { $0 })
            #expect(try await recall(of: index, corpus, queries: queries) >= 0.97)

            let gone = Set(corpus.ids.filter { $0 % 3 == 0 })
            try await fixture.database.images.delete(ids: gone.sorted(), in: fixture.base.collection)
            let left = corpus.ids.indices.filter { !gone.contains(corpus.ids[$0]) }
            let remaining = LatentCorpus(ids: left.map { corpus.ids[$0] }, rows: left.map { corpus.rows[$0] })
            #expect(try await recall(of: index, remaining, queries: queries) >= 0.97)
            let hits = try await index.search(queries, k: 100, metric: .euclidean)
            #expect(hits.allSatisfy { $0.count == 100 && gone.isDisjoint(with: $0.map(\.id)) })
            try await fixture.run("VACUUM latents_\(model.id)")
            #expect(try await recall(of: index, remaining, queries: queries) >= 0.97)
            try await index.refresh()
            #expect(index.count == remaining.ids.count)
        }
    }

    @Test("A search is never short: with k above ef_search, with few that pass, and where only the farthest pass")
    func neverShort() async throws {
        try await withPgvector { fixture in
            let corpus = LatentCorpus.lifelike(count: 3000, dimension: 32, seed: 4)
            let model = try await fixture.store(corpus)
            let index = try await fixture.indexByGraph(model)
            let query = corpus.rows[0]
            for k in [41, 300, 1500, 3000, 5000] {
                #expect(try await index.search([query], k: k, metric: .cosine)[0].count == min(k, 3000))
            }
            let far = corpus.nearest(to: query, k: 3000, metric: .cosine).suffix(25).map(\.id)
            let ordinary = try await PgvectorIndex.open(fixture.database, model: model)
            for searched in [index, ordinary] {
                for scope in [SearchScope(among: IDSet(far)), SearchScope(excluding: IDSet(Set(corpus.ids).subtracting(far)))] {
                    for k in [10, 25, 26] {
                        let hits = try await searched.search([query], k: k, metric: .euclidean, within: scope)[0]
                        #expect(hits == corpus.nearest(to: query, k: k, metric: .euclidean, within: scope))
                    }
                }
            }
        }
    }

    @Test("A walk that would cost more than a scan is given up, and the scan answers")
    func longWalk() async throws {
        try await withPgvector { fixture in
            let corpus = LatentCorpus.lifelike(count: 6000, dimension: 32, seed: 5)
            let model = try await fixture.store(corpus)
            try await fixture.graph(model).build()
            // A walk is taken to be cheap enough to begin with; a tenth of the latents, the farthest, pass.
            let index = try await PgvectorIndex.open(fixture.database, model: model, walkPrice: 0.5)
            let query = corpus.rows[0]
            let scope = SearchScope(among: IDSet(corpus.nearest(to: query, k: 6000, metric: .cosine).suffix(600).map(\.id)))
            #expect(
                try await index.search([query], k: 10, metric: .cosine, within: scope) == [
                    corpus.nearest(to: query, k: 10, metric: .cosine, within: scope)
                ])
        }
    }

    @Test("Pages are one long list")
    func pages() async throws {
        try await withPgvector { fixture in
            let corpus = LatentCorpus.lifelike(count: 2500, dimension: 32, seed: 6)
            let index = try await fixture.indexByGraph(fixture.store(corpus))
            while index.raise() != nil {}
            for metric in Metric.allCases {
                let query = LatentCorpus.lifelike(count: 2501, dimension: 32, seed: 6).rows[2500]
                let whole = try await index.search([query], k: 300, metric: metric)[0]
                var pages: [IndexHit] = []
                while pages.count < 300 {
                    pages += try await index.search([query], k: 20, metric: metric, within: SearchScope(after: pages.last))[0]
                }
                #expect(pages == whole)
            }
        }
    }

    @Test("A thousand equal latents are found by id, page after page")
    func duplicates() async throws {
        try await withPgvector { fixture in
            var corpus = LatentCorpus.lifelike(count: 1500, dimension: 16, seed: 7)
            for row in 0..<1000 { corpus.rows[row] = corpus.rows[0] }
            let index = try await fixture.indexByGraph(fixture.store(corpus))
            var after: IndexHit?
            for page in 0..<4 {
                let hits = try await index.search([corpus.rows[0]], k: 15, metric: .cosine, within: SearchScope(after: after))[0]
                #expect(hits.map(\.id) == Array(corpus.ids[page * 15..<(page + 1) * 15]) && hits.allSatisfy { $0.distance == 0 })
                after = hits.last
            }
        }
    }

    @Test("Searches go on while images come and go")
    func concurrent() async throws {
        try await withPgvector { fixture in
            let corpus = LatentCorpus.lifelike(count: 1600, dimension: 32, seed: 8)
            let stays = LatentCorpus(ids: Array(corpus.ids.prefix(1000)), rows: Array(corpus.rows.prefix(1000)))
            let model = try await fixture.store(stays)
            let index = try await fixture.indexByGraph(model)
            let scope = SearchScope(among: IDSet(stays.ids))
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask {
                    for start in stride(from: 1000, to: 1600, by: 60) {
                        let range = start..<start + 60
                        try await fixture.insert(LatentCorpus(ids: Array(corpus.ids[range]), rows: Array(corpus.rows[range])), into: model)
                        if start % 120 == 40 {
                            try await fixture.database.images.delete(ids: Array(corpus.ids[range].prefix(30)), in: fixture.base.collection)
                        }
                    }
                }
                for reader in 0..<2 {
                    group.addTask {
                        for step in 0..<30 {
                            let row = (reader * 30 + step) * 7
                            let hits = try await index.search([corpus.rows[row]], k: 12, metric: .cosine)[0]
                            #expect(hits.count == 12 && hits.first?.id == corpus.ids[row])
                            let chosen = try await index.search([corpus.rows[row]], k: 12, metric: .cosine, within: scope)[0]
                            #expect(chosen.count == 12 && chosen.allSatisfy { scope.admits($0.id) })
                        }
                    }
                }
                try await group.waitForAll()
            }
        }
    }
}
