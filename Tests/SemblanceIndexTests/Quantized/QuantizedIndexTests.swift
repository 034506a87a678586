import SemblanceCore
import SemblanceTestSupport
import Testing

@testable import SemblanceIndex

@Suite("Quantised index")
struct QuantizedIndexTests {
    typealias Corpus = LatentIndexConformance.Corpus

    private static func index(_ corpus: Corpus, kernel: ScanKernel = .best, threads: Int = 0) throws -> QuantizedIndex {
        try QuantizedIndex(ids: corpus.ids, rows: corpus.flat, dimension: corpus.dimension, threads: threads, kernel: kernel)
    }

    /// The corpus by way of changes: half of it from the start, with a quarter to be replaced and strangers to be taken out.
    private static func changed(_ corpus: Corpus) throws -> QuantizedIndex {
        let (count, dimension) = (corpus.ids.count, corpus.dimension)
        let (half, quarter) = (count / 2, count / 4)
        let strangers = (0..<count / 3).map { Int64(-1000 - $0) }
        let wrong = [Float](repeating: 0.25, count: dimension)
        let first = corpus.rows.prefix(half).enumerated().flatMap { $0.offset < quarter ? wrong : $0.element }
        let base = try QuantizedIndex(
            ids: Array(corpus.ids.prefix(half)) + strangers, rows: first + strangers.flatMap { _ in wrong }, dimension: dimension)
        let rest = corpus.ids.indices.dropFirst(half).map { (id: corpus.ids[$0], vector: corpus.rows[$0]) }
        let replaced = (0..<quarter).map { (id: corpus.ids[$0], vector: corpus.rows[$0]) }
        return try base.updating(inserting: rest, removing: Set(strangers))
            .updating(inserting: replaced, removing: Set(replaced.map(\.id)))
    }

    @Test("It does what every latent index must, fresh and changed")
    func conformance() async throws {
        try await LatentIndexConformance(tolerance: 1e-3) { try Self.index($0) }.checkAll()
        try await LatentIndexConformance(tolerance: 1e-3) { try Self.changed($0) }.checkAll()
    }

    @Test(
        "Recall@10 is at least 0.999 on isotropic latents, on those of low intrinsic dimension, and on lengths that differ",
        arguments: ["isotropic", "low", "lengths"], Metric.allCases)
    func recall(data: String, metric: Metric) async throws {
        let corpus = drawn(data, count: 12_000, dimension: 128, seed: 31)
        let queries = drawn(data, count: 60, dimension: 128, seed: 32, space: 31).rows
        let exact = try ExactIndex(ids: corpus.ids, rows: corpus.flat, dimension: 128)
        let index = try Self.index(corpus)
        #expect(!index.isExact && index.exhaustive.isExact && index.kind == .quantized)
        let measured = try await RecallMeasurement.measure(index, against: exact, queries: queries, k: 10, metric: metric)
        #expect(measured.recall >= 0.999, "600 neighbours")
        let through = try await RecallMeasurement.measure(index.exhaustive, against: exact, queries: queries, k: 10, metric: metric)
        #expect(through.recall == 1)
    }

    @Test("Every kernel finds the same, on one thread or more", arguments: ScanKernel.available)
    func kernels(kernel: ScanKernel) async throws {
        for dimension in [33, 64, 100, 128, 256] {
            let corpus = drawn("low", count: 3000, dimension: dimension, seed: 41)
            let queries = drawn("low", count: 11, dimension: dimension, seed: 42, space: 41).rows
            let portable = try await Self.index(corpus, kernel: .portable, threads: 1).search(queries, k: 20, metric: .cosine)
            #expect(try await Self.index(corpus, kernel: kernel, threads: 2).search(queries, k: 20, metric: .cosine) == portable)
        }
    }

    @Test("A filter is never short, whether it leaves few or many, near or far")
    func filters() async throws {
        let corpus = drawn("low", count: 8000, dimension: 64, seed: 51)
        let index = try Self.index(corpus)
        let query = corpus.rows[17]
        let farthest = corpus.nearest(to: query, k: 8000, metric: .cosine).suffix(300).map(\.id)
        for chosen in [Array(farthest), Array(farthest.prefix(4)), corpus.ids.filter { $0 % 2 == 0 }] {
            let scope = SearchScope(among: IDSet(chosen))
            let found = try await index.search([query], k: 25, metric: .cosine, within: scope)[0]
            #expect(found.map(\.id) == corpus.nearest(to: query, k: 25, metric: .cosine, within: scope).map(\.id))
        }
    }

    @Test("A latent is given back as it was, up to a 32,000th of its largest value", arguments: [1, 3, 31, 100, 128, 513])
    func vectors(dimension: Int) throws {
        let corpus = Corpus.random(count: 70, dimension: max(3, dimension), seed: 61)
        let index = try Self.index(corpus)
        for (id, row) in zip(corpus.ids, corpus.rows) {
            let vector = try #require(index.vector(of: id))
            let largest = (row.map(abs).max() ?? 0) * Float(dimension).squareRoot()
            #expect(zip(vector, row).allSatisfy { abs($0 - $1) <= largest / 32_000 })
        }
        #expect(index.vector(of: -1) == nil && !index.contains(-1))
    }

    @Test("What cannot be kept is refused: the wrong length, values that are not finite, lengths beyond measure, an id twice")
    func refusals() throws {
        func code(_ rows: [Float], ids: [Int64] = [1, 2]) -> SemblanceError.Code? {
            #expect(throws: SemblanceError.self) { try QuantizedIndex(ids: ids, rows: rows, dimension: 2) }?.code
        }
        #expect(code([1, 2, 3]) == .invalidArgument)
        #expect(code([1, 2, 3, .nan]) == .invalidArgument)
        #expect(code([1, 2, .infinity, 3]) == .invalidArgument)
        #expect(code([1, 2, 1e25, 3]) == .invalidArgument)
        #expect(code([1, 2, 1e-25, 0]) == .invalidArgument)
        #expect(code([1, 2, 3, 4], ids: [5, 5]) == .conflict)
        let many = (0..<100).flatMap { row -> [Float] in row == 77 ? [.nan, 1] : [1, Float(row)] }
        let error = #expect(throws: SemblanceError.self) { try QuantizedIndex(ids: Array(0..<100), rows: many, dimension: 2) }
        #expect(error?.message.contains("image 77") == true)
        #expect(throws: SemblanceError.self) { try QuantizedIndex(ids: [1], rows: [Float](repeating: 1, count: 9000), dimension: 9000) }
    }

    /// Latents of a kind. Those of one `space` share what they are made of.
    private func drawn(_ data: String, count: Int, dimension: Int, seed: UInt64, space: UInt64? = nil) -> Corpus {
        var generator = SplitMix64(seed: seed), mixing = SplitMix64(seed: space ?? seed)
        let mixture = (0..<dimension).map { _ in mixing.normal(count: 32) }
        let rows = (0..<count).map { _ -> [Float] in
            let noise = generator.normal(count: dimension)
            guard data == "low" else {
                let scale: Float = data == "lengths" ? Float.random(in: 0.5...2, using: &generator) : 1
                return noise.map { $0 * scale }
            }
            let source = generator.normal(count: 32)
            let row = zip(mixture, noise).map { weights, noise in
                zip(weights, source).reduce(0.3 * Float(32).squareRoot() * noise) { $0 + $1.0 * $1.1 }
            }
            return LatentNormalization.standardized.apply(row)
        }
        return Corpus(ids: (0..<count).map { Int64($0) * 3 + 1 }, rows: rows)
    }
}
