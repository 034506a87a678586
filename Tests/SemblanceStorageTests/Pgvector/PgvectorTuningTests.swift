import SemblanceCore
import SemblanceTestSupport
import Testing

@testable import SemblanceStorage

@Suite("ef_search is raised until a sampled recall holds")
struct PgvectorTuningTests {
    @Test("A poor graph is searched with more candidates, and the recall that was reached is true")
    func raises() async throws {
        try await withPgvector { fixture in
            let corpus = LatentCorpus.lifelike(count: 4000, dimension: 64, seed: 1)
            let index = try await fixture.indexByGraph(fixture.store(corpus), PgvectorGraphOptions(neighbors: 4, candidates: 8))
            let queries = Array(LatentCorpus.lifelike(count: 4040, dimension: 64, seed: 1).rows.suffix(40))
            let before = try await recall(of: index, corpus, queries: queries)
            #expect(index.efSearch == PgvectorIndex.leastEfSearch)
            let tuning = try await index.tune(to: 0.95, sample: 40)
            #expect(tuning.efSearch > PgvectorIndex.leastEfSearch && tuning.efSearch == index.efSearch && tuning.queries == 40)
            let after = try await recall(of: index, corpus, queries: queries)
            #expect(before < 0.95 && after > before && abs(after - tuning.recall) < 0.08, "\(before), \(after), \(tuning)")
            #expect(tuning.isReached == (tuning.recall >= 0.95))
        }
    }

    @Test("A recall that is not to be had is not claimed")
    func unreachable() async throws {
        try await withPgvector { fixture in
            let corpus = LatentCorpus.lifelike(count: 3000, dimension: 64, seed: 2)
            let index = try await fixture.indexByGraph(fixture.store(corpus), PgvectorGraphOptions(neighbors: 2, candidates: 4))
            let tuning = try await index.tune(to: 1, sample: 30)
            #expect(tuning.efSearch == PgvectorIndex.greatestEfSearch && tuning.recall < 1 && !tuning.isReached, "\(tuning)")
            #expect(index.raise() == nil && index.efSearch == PgvectorIndex.greatestEfSearch)
        }
    }

    @Test("One step doubles it, up to the most that pgvector takes")
    func steps() async throws {
        try await withPgvector { fixture in
            let index = try await fixture.indexByGraph(fixture.store(.random(count: 10, dimension: 4, seed: 3)))
            var seen = [index.efSearch]
            while let next = index.raise() { seen.append(next) }
            #expect(seen == [40, 80, 160, 320, 640, 1000] && index.efSearch == 1000)
            #expect(try await index.search([[1, 2, 3, 4]], k: 3, metric: .cosine)[0].count == 3)
        }
    }

    @Test("Without a graph, and without latents, there is nothing to raise")
    func nothing() async throws {
        try await withPgvector { fixture in
            let scanned = try await PgvectorIndex.open(fixture.database, model: fixture.store(.random(count: 20, dimension: 4, seed: 4)))
            #expect(try await scanned.tune() == PgvectorTuning(target: 0.99, recall: 1, efSearch: 40, queries: 0))
            let empty = try await fixture.indexByGraph(fixture.store(LatentCorpus(ids: [], rows: [])))
            #expect(try await empty.tune(sample: 5) == PgvectorTuning(target: 0.99, recall: 1, efSearch: 40, queries: 0))
            for (target, sample) in [(1.5, 10), (-0.1, 10), (.nan, 10), (0.9, 0)] {
                let error = await #expect(throws: SemblanceError.self) { try await scanned.tune(to: target, sample: sample) }
                #expect(error?.code == .invalidArgument)
            }
        }
    }
}
