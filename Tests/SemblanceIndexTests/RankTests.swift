import SemblanceCore
import SemblanceTestSupport
import Testing

@testable import SemblanceIndex

@Suite("Ranks in an exact index")
struct RankTests {
    typealias Corpus = LatentIndexConformance.Corpus

    private func check(_ corpus: Corpus, queries: [Int64], targets: Int, threads: Int = 2) async throws {
        let index = try ExactIndex(ids: corpus.ids, rows: corpus.flat, dimension: corpus.dimension, threads: threads)
        var generator = SplitMix64(seed: 3)
        for metric in Metric.allCases {
            let orders = try queries.map { query in
                let latent = try #require(index.vector(of: query))
                return corpus.nearest(to: latent, k: corpus.ids.count, metric: metric).map(\.id).filter { $0 != query }
            }
            let wanted = orders.map { Array($0.shuffled(using: &generator).prefix(targets)) }
            let ranks = try await index.ranks(of: wanted, around: queries, metric: metric)
            for (place, order) in orders.enumerated() {
                #expect(ranks[place].map { order[$0 - 1] } == wanted[place], "\(metric) \(queries[place])")
            }
        }
    }

    @Test("A rank says which hit of an exhaustive search an image is, on one thread and on many", arguments: [1, 3])
    func random(threads: Int) async throws {
        let corpus = Corpus.random(count: 700, dimension: 24, seed: 1)
        try await check(corpus, queries: Array(corpus.ids.prefix(150)), targets: 12, threads: threads)
    }

    @Test("Rows beyond one block of products count too")
    func blocks() async throws {
        let corpus = Corpus.random(count: 20_000, dimension: 4, seed: 2)
        try await check(corpus, queries: Array(corpus.ids.suffix(2)), targets: 40)
    }

    @Test("Ties are ranked by id, as hits are")
    func ties() async throws {
        var corpus = Corpus.random(count: 90, dimension: 6, seed: 4)
        for row in corpus.rows.indices { corpus.rows[row] = corpus.rows[row % 5] }
        try await check(corpus, queries: Array(corpus.ids.prefix(20)), targets: 89)
    }

    @Test("Rows closer together than a product in f32 can tell are ranked as they are measured")
    func nearDuplicates() async throws {
        var generator = SplitMix64(seed: 5)
        let base = generator.normal(count: 64).map { $0 * 3 + 50 }
        let rows = (0..<400).map { _ in
            var row = base
            let position = Int.random(in: 0..<64, using: &generator)
            row[position] += Float(Int.random(in: 0...40, using: &generator)) * row[position].ulp
            return row
        }
        try await check(Corpus(ids: (0..<400).map(Int64.init), rows: rows), queries: [0, 17, 399], targets: 60)
    }

    @Test("Values whose products overflow or vanish are ranked too", arguments: [3e38, 1e30, 1e-30, 0x1p-149] as [Float])
    func extremes(scale: Float) async throws {
        var corpus = Corpus.random(count: 120, dimension: 8, seed: 6)
        let largest = corpus.rows.joined().map(abs).max() ?? 1
        corpus.rows = corpus.rows.map { $0.map { $0 / largest * scale } }
        try await check(corpus, queries: Array(corpus.ids.prefix(6)), targets: 30)
    }

    @Test("An image that is not there is named, and no targets have no ranks")
    func missing() async throws {
        let index = try ExactIndex(ids: [1, 2], rows: [1, 0, 0, 1], dimension: 2)
        let error = await #expect(throws: SemblanceError.self) { _ = try await index.ranks(of: [[9]], around: [1], metric: .cosine) }
        #expect(error?.code == .notFound && error?.message.contains("9") == true)
        #expect(try await index.ranks(of: [[], [1]], around: [1, 2], metric: .cosine) == [[], [1]])
        #expect(try await index.ranks(of: [], around: [], metric: .cosine).isEmpty)
    }
}
