import SemblanceCore
import SemblanceTestSupport
import Testing

@testable import SemblanceIndex

@Suite("Exact index")
struct ExactIndexTests {
    typealias Corpus = LatentIndexConformance.Corpus

    @Test("It does what every latent index must, with every kernel", arguments: ScanKernel.available.map { ($0, 1) } + [(.best, 5)])
    func conformance(kernel: ScanKernel, threads: Int) async throws {
        try await LatentIndexConformance {
            try ExactIndex(ids: $0.ids, rows: $0.flat, dimension: $0.dimension, threads: threads, kernel: kernel)
        }.checkAll()
    }

    @Test("Near-duplicates closer than the rounding of a product come in their true order", arguments: ScanKernel.available)
    func nearDuplicates(kernel: ScanKernel) async throws {
        // All rows within a few units in the last place of each other and far from 0: products in f32 cannot tell them apart.
        var generator = SplitMix64(seed: 11)
        let base = generator.normal(count: 128).map { $0 * 3 + 50 }
        let rows = (0..<3000).map { _ in
            var row = base
            let position = Int.random(in: 0..<128, using: &generator)
            row[position] += Float(Int.random(in: 0...40, using: &generator)) * row[position].ulp
            return row
        }
        let corpus = Corpus(ids: (0..<3000).map(Int64.init).shuffled(using: &generator), rows: rows)
        let index = try ExactIndex(ids: corpus.ids, rows: corpus.flat, dimension: 128, threads: 2, kernel: kernel)
        let queries = [base, rows[17], base.map { $0.nextUp }]
        for metric in Metric.allCases {
            let found = try await index.search(queries, k: 25, metric: metric)
            for (query, hits) in zip(queries, found) {
                #expect(hits == corpus.nearest(to: query, k: 25, metric: metric))
                #expect(try await index.search([query], k: 25, metric: metric) == [hits])
            }
        }
    }

    @Test(
        "Values whose products overflow or underflow f32 are searched exactly",
        arguments: [1e30, 1e-30, 3e38, 0x1p-140, 0x1p-149, 1e19, 1e-19] as [Float], ScanKernel.available)
    func extremes(scale: Float, kernel: ScanKernel) async throws {
        var corpus = Corpus.random(count: 300, dimension: 12, seed: 12)
        let largest = corpus.rows.joined().map(abs).max() ?? 1
        corpus.rows = corpus.rows.map { $0.map { $0 / largest * scale } }
        let index = try ExactIndex(ids: corpus.ids, rows: corpus.flat, dimension: 12, threads: 1, kernel: kernel)
        for metric in Metric.allCases {
            let queries = Array(corpus.rows.prefix(4)) + [corpus.rows[4].map { $0 / scale }]
            let found = try await index.search(queries, k: 15, metric: metric)
            #expect(found == queries.map { corpus.nearest(to: $0, k: 15, metric: metric) })
            let scope = SearchScope(among: IDSet(corpus.ids.prefix(60)), after: found[0][3])
            #expect(
                try await index.search(queries, k: 15, metric: metric, within: scope)
                    == queries.map { corpus.nearest(to: $0, k: 15, metric: metric, within: scope) })
        }
    }

    @Test("Rows of other magnitudes among ordinary ones do not disturb their order", arguments: ScanKernel.available)
    func mixedMagnitudes(kernel: ScanKernel) async throws {
        var corpus = Corpus.random(count: 500, dimension: 16, seed: 13)
        for row in stride(from: 0, to: 500, by: 9) { corpus.rows[row] = corpus.rows[row].map { $0 * 1e6 } }
        for row in stride(from: 1, to: 500, by: 9) { corpus.rows[row] = corpus.rows[row].map { $0 * 1e-6 } }
        for (row, scale) in zip(stride(from: 2, to: 500, by: 50), [1e-38, 0x1p-149, 1e-12, 1e12, 1e37, 0, 1e-9, 1e9, 1e30, 3] as [Float]) {
            corpus.rows[row] = corpus.rows[row].map { $0 * scale }
        }
        let index = try ExactIndex(ids: corpus.ids, rows: corpus.flat, dimension: 16, threads: 1, kernel: kernel)
        for metric in Metric.allCases {
            // The one in the middle is so long that its Euclidean distances cannot be bounded.
            let queries = [0, 1].map { corpus.rows[$0] } + [corpus.rows[3].map { $0 * 3e37 }] + [3, 52, 202].map { corpus.rows[$0] }
            #expect(
                try await index.search(queries, k: 40, metric: metric)
                    == queries.map { corpus.nearest(to: $0, k: 40, metric: metric) })
        }
    }

    @Test("More rows than one piece of work gives the same hits on one thread and on many")
    func threads() async throws {
        let corpus = Corpus.random(count: 40_000, dimension: 4, seed: 14)
        let one = try ExactIndex(ids: corpus.ids, rows: corpus.flat, dimension: 4, threads: 1)
        let many = try ExactIndex(ids: corpus.ids, rows: corpus.flat, dimension: 4, threads: 4)
        let queries = Array(corpus.rows.prefix(3))
        #expect(ScanPlan(queries: 1, rows: 40_000, threads: 4).cells.count > 1)
        for metric in Metric.allCases {
            let expected = try await one.search(queries, k: 10, metric: metric)
            #expect(try await many.search(queries, k: 10, metric: metric) == expected)
            #expect(try await many.search([queries[1]], k: 10, metric: metric) == [expected[1]])
        }
        #expect(try await one.search([queries[0]], k: 10, metric: .cosine)[0] == corpus.nearest(to: queries[0], k: 10, metric: .cosine))
    }

    @Test("Any number of latents of any dimension is searched, asked one by one and in odd batches", arguments: ScanKernel.available)
    func sizes(kernel: ScanKernel) async throws {
        for (count, dimension) in [(1, 1), (15, 1), (16, 2), (17, 4), (31, 5), (65, 7), (90, 129)] {
            let corpus = Corpus.random(count: count, dimension: max(3, dimension), seed: UInt64(count))
            let rows = corpus.rows.map { Array($0.prefix(dimension)) }
            let cut = Corpus(ids: corpus.ids, rows: rows)
            let index = try ExactIndex(ids: cut.ids, rows: cut.flat, dimension: dimension, threads: 1, kernel: kernel)
            for batch in [1, 3, 8, 9] {
                let queries = (0..<batch).map { rows[$0 % count].map { $0 * 0.9 + 0.01 } }
                for (metric, k) in [(Metric.cosine, 3), (.euclidean, 3), (.cosine, count), (.euclidean, max(1, count - 1))] {
                    #expect(
                        try await index.search(queries, k: k, metric: metric)
                            == queries.map { cut.nearest(to: $0, k: k, metric: metric) })
                }
            }
        }
    }

    @Test("A latent is had by its id, whether ids ascend or not", arguments: [true, false])
    func lookup(ascending: Bool) throws {
        var corpus = Corpus.random(count: 100, dimension: 5, seed: 21)
        if ascending { corpus.ids.sort() }
        let index = try ExactIndex(ids: corpus.ids, rows: corpus.flat, dimension: 5)
        for (id, row) in zip(corpus.ids, corpus.rows) { #expect(index.contains(id) && index.vector(of: id) == row) }
        for id: Int64 in [.min, -1, 2, 4, 703, .max] { #expect(!index.contains(id) && index.vector(of: id) == nil) }
        #expect(try !ExactIndex(ids: [], rows: [], dimension: 5).contains(0))
    }

    @Test("What does not fit together is refused")
    func refusals() {
        func code(_ make: () throws -> ExactIndex) -> SemblanceError.Code? {
            #expect(throws: SemblanceError.self) { try make() }?.code
        }
        #expect(code { try ExactIndex(ids: [1], rows: [1, 2, 3], dimension: 2) } == .invalidArgument)
        #expect(code { try ExactIndex(ids: [], rows: [], dimension: 0) } == .invalidArgument)
        #expect(code { try ExactIndex(ids: [1], rows: [1, .nan], dimension: 2) } == .invalidArgument)
        #expect(code { try ExactIndex(ids: [1], rows: [1, -.infinity], dimension: 2) } == .invalidArgument)
        #expect(code { try ExactIndex(ids: [1], rows: [1, 2], dimension: 2, threads: -1) } == .invalidArgument)
        #expect(code { try ExactIndex(ids: [1, 2], rows: [1, 2, 3, .infinity], dimension: 2) } == .invalidArgument)
        #expect(code { try ExactIndex(ids: [4, 4], rows: [1, 2], dimension: 1) } == .conflict)
        #expect(code { try ExactIndex(ids: [4, 5, 4], rows: [1, 2, 3], dimension: 1) } == .conflict)
    }

    @Test("Updating puts images in, takes them out and replaces them, and leaves the old index as it was")
    func updating() async throws {
        let index = try ExactIndex(ids: [1, 2, 3], rows: [0, 0, 1, 0, 5, 5], dimension: 2)
        let updated = try index.updating(inserting: [(4, [0, 0.5]), (3, [9, 9])], removing: [1, 3, 77])
        let hits = try await updated.search([[0, 0]], k: 5, metric: .euclidean)[0]
        #expect(hits.map(\.id) == [4, 2, 3])
        #expect(hits.map(\.distance) == [0.5, 1, Float(162).squareRoot()])
        #expect(try await index.search([[0, 0]], k: 5, metric: .euclidean)[0].map(\.id) == [1, 2, 3])
        #expect(throws: SemblanceError.self) { try index.updating(inserting: [(2, [1, 1])], removing: []) }
        #expect(throws: SemblanceError.self) { try index.updating(inserting: [(9, [1])], removing: []) }
    }
}
