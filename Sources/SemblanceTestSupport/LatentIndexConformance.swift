import SemblanceCore
import Testing

/// What every `LatentIndex` must do, whatever it is made of. An exact one must also agree with measuring everything.
public struct LatentIndexConformance: Sendable {
    /// Latents with their ids.
    public struct Corpus: Sendable {
        /// The images.
        public var ids: [Int64]
        /// A latent for each.
        public var rows: [[Float]]

        /// A corpus.
        public init(ids: [Int64], rows: [[Float]]) {
            self.ids = ids
            self.rows = rows
        }

        /// The length of a latent.
        public var dimension: Int { rows.first?.count ?? 1 }
        /// The rows one after another.
        public var flat: [Float] { Array(rows.joined()) }

        /// Standardised latents under ids that are neither dense nor sorted.
        public static func random(count: Int, dimension: Int, seed: UInt64) -> Corpus {
            var generator = SplitMix64(seed: seed)
            let rows = (0..<count).map { _ in LatentNormalization.standardized.apply(generator.normal(count: dimension)) }
            return Corpus(ids: (0..<count).map { Int64($0) * 7 + 3 }.shuffled(using: &generator), rows: rows)
        }

        /// Every distance measured and sorted.
        public func nearest(to query: [Float], k: Int, metric: Metric, within scope: SearchScope = .all) -> [IndexHit] {
            let hits = zip(ids, rows).filter { scope.admits($0.0) }
                .map { IndexHit(id: $0, distance: metric.distance(query, $1)) }
                .filter { hit in scope.after.map { ($0.distance, $0.id) < (hit.distance, hit.id) } ?? true }
            return Array(hits.sorted { ($0.distance, $0.id) < ($1.distance, $1.id) }.prefix(k))
        }
    }

    private let tolerance: Float
    private let make: @Sendable (Corpus) async throws -> any LatentIndex

    /// - Parameters:
    ///   - tolerance: how far the distances of an index that keeps latents in fewer bits may be off; it must find the nearest all the
    ///     same
    ///   - make: an index of a corpus; it may be asked for several at a time
    public init(tolerance: Float = 0, _ make: @escaping @Sendable (Corpus) async throws -> any LatentIndex) {
        self.tolerance = tolerance
        self.make = make
    }

    /// All checks.
    public func checkAll() async throws {
        try await checkRandomData()
        try await checkMoreAskedThanHeld()
        try await checkTiesAndDuplicates()
        try await checkZeroVectors()
        try await checkSingleAndBatch()
        try await checkMetricsAgreeOnStandardized()
        try await checkEmptyIndexAndNoQueries()
        try await checkChosenImages()
        try await checkExcludedImages()
        try await checkPaging()
        try await checkGoingOnAfterAnyHit()
        await checkRefusals()
    }

    private func checkRandomData() async throws {
        for (count, dimension) in [(1, 3), (50, 3), (999, 17), (2500, 64)] {
            let corpus = Corpus.random(count: count, dimension: dimension, seed: UInt64(count))
            let index = try await make(corpus)
            #expect(index.count == count && index.dimension == dimension)
            let queries = Corpus.random(count: 5, dimension: dimension, seed: 99).rows + [corpus.rows[count / 2]]
            try await checkTruth(index, corpus, queries, k: 10)
        }
    }

    private func checkMoreAskedThanHeld() async throws {
        let corpus = Corpus.random(count: 7, dimension: 5, seed: 2)
        let index = try await make(corpus)
        for metric in Metric.allCases {
            let hits = try await index.search([corpus.rows[0]], k: 100, metric: metric)
            #expect(Set(hits[0].map(\.id)) == Set(corpus.ids) && hits[0].count == 7)
        }
    }

    private func checkTiesAndDuplicates() async throws {
        var corpus = Corpus.random(count: 40, dimension: 8, seed: 3)
        for row in stride(from: 0, to: 40, by: 2) { corpus.rows[row] = corpus.rows[0] }
        let index = try await make(corpus)
        for metric in Metric.allCases {
            let hits = try await index.search([corpus.rows[0]], k: 12, metric: metric)[0]
            let equal = stride(from: 0, to: 40, by: 2).map { corpus.ids[$0] }.sorted()
            #expect(hits.map(\.id) == Array(equal.prefix(12)), "ties by id")
            #expect(hits.allSatisfy { $0.distance <= tolerance })
        }
    }

    private func checkZeroVectors() async throws {
        var corpus = Corpus.random(count: 30, dimension: 6, seed: 4)
        corpus.rows[11] = [0, 0, 0, 0, 0, 0]
        let index = try await make(corpus)
        try await checkTruth(index, corpus, [[0, 0, 0, 0, 0, 0], corpus.rows[5]], k: 30)
        let hits = try await index.search([corpus.rows[5]], k: 30, metric: .cosine)[0]
        #expect(hits.first { $0.id == corpus.ids[11] }?.distance == 1)
    }

    private func checkSingleAndBatch() async throws {
        let corpus = Corpus.random(count: 1500, dimension: 32, seed: 5)
        let index = try await make(corpus)
        let queries = Corpus.random(count: 70, dimension: 32, seed: 6).rows
        for metric in Metric.allCases {
            let batch = try await index.search(queries, k: 9, metric: metric)
            #expect(try await index.search(queries, k: 9, metric: metric) == batch, "a second run has the same bits")
            for (query, expected) in zip(queries, batch) {
                #expect(try await index.search([query], k: 9, metric: metric) == [expected])
            }
        }
    }

    private func checkMetricsAgreeOnStandardized() async throws {
        let corpus = Corpus.random(count: 400, dimension: 48, seed: 7)
        let index = try await make(corpus)
        let queries = Corpus.random(count: 10, dimension: 48, seed: 8).rows
        let cosine = try await index.search(queries, k: 5, metric: .cosine)
        let euclidean = try await index.search(queries, k: 5, metric: .euclidean)
        #expect(cosine.map { $0.map(\.id) } == euclidean.map { $0.map(\.id) })
        for (c, e) in zip(cosine.joined(), euclidean.joined()) {
            // ‖N(u) − N(v)‖² = 2n (1 − ρ)
            #expect(abs(e.distance * e.distance - 96 * c.distance) < 1e-3)
        }
    }

    private func checkEmptyIndexAndNoQueries() async throws {
        let corpus = Corpus.random(count: 4, dimension: 3, seed: 9)
        #expect(try await make(corpus).search([], k: 3, metric: .cosine).isEmpty)
        let empty = try await make(Corpus(ids: [], rows: []))
        #expect(empty.count == 0)
        #expect(try await empty.search([[1]], k: 3, metric: .euclidean) == [[]])
    }

    /// Few, some and all images to search among, and others that the index does not hold: never fewer than there are.
    private func checkChosenImages() async throws {
        let corpus = Corpus.random(count: 1400, dimension: 24, seed: 14)
        let index = try await make(corpus)
        let queries = Corpus.random(count: 6, dimension: 24, seed: 15).rows
        let absent: [Int64] = [-5, 4, 1_000_000_007, .max]
        for share in [0, 1, 3, 40, 700, 1399, 1400] {
            let chosen = Set(corpus.ids.prefix(share))
            let ids = IDSet(corpus.ids.prefix(share) + (share % 2 == 0 ? absent : []))
            for metric in Metric.allCases {
                let found = try await index.search(queries, k: 9, metric: metric, within: SearchScope(among: ids))
                for (query, hits) in zip(queries, found) {
                    #expect(hits.count == min(9, share) && Set(hits.map(\.id)).isSubset(of: chosen))
                    check(hits, of: index, corpus, query, k: 9, metric: metric, within: SearchScope(among: ids))
                    #expect(try await index.search([query], k: 9, metric: metric, within: SearchScope(among: ids)) == [hits])
                }
            }
        }
        #expect(
            try await index.search(queries, k: 9, metric: .cosine, within: SearchScope(among: IDSet(absent))) == queries.map { _ in [] })
    }

    /// Images that are left out, the nearest among them, alone and together with a choice.
    private func checkExcludedImages() async throws {
        let corpus = Corpus.random(count: 300, dimension: 12, seed: 16)
        let index = try await make(corpus)
        let queries = Array(corpus.rows.prefix(2))
        for share in [0, 5, 60, 295, 300] {
            let excluded = IDSet(Array(corpus.ids.prefix(share)) + [-1, 5])
            for scope in [SearchScope(excluding: excluded), SearchScope(among: IDSet(corpus.ids.prefix(150)), excluding: excluded)] {
                for metric in Metric.allCases {
                    let found = try await index.search(queries, k: 8, metric: metric, within: scope)
                    #expect(found.allSatisfy { $0.allSatisfy { scope.admits($0.id) } })
                    for (query, hits) in zip(queries, found) {
                        check(hits, of: index, corpus, query, k: 8, metric: metric, within: scope)
                    }
                }
            }
        }
    }

    /// Pages, each after the last hit of the one before, are one long list, though a third of the images lie at one place.
    private func checkPaging() async throws {
        var corpus = Corpus.random(count: 333, dimension: 6, seed: 17)
        for row in stride(from: 0, to: 333, by: 3) { corpus.rows[row] = corpus.rows[0] }
        for row in stride(from: 1, to: 300, by: 6) { corpus.rows[row + 3] = corpus.rows[row] }
        let index = try await make(corpus)
        for metric in Metric.allCases {
            for query in [corpus.rows[0], corpus.rows[2], [Float](repeating: 0, count: 6), [1, 2, 3, -4, 5, 6]] {
                let whole = try await index.search([query], k: 333, metric: metric)[0]
                #expect(whole.count == 333)
                var pages: [IndexHit] = []
                while true {
                    let page = try await index.search([query], k: 10, metric: metric, within: SearchScope(after: pages.last))[0]
                    guard !page.isEmpty else { break }
                    pages += page
                    guard pages.count <= 333 else { break }
                }
                #expect(pages == whole)
                check(whole, of: index, corpus, query, k: 333, metric: metric)
            }
        }
    }

    /// A batch goes on after any hit: a true one, one that the index does not hold, one before all and one behind all.
    private func checkGoingOnAfterAnyHit() async throws {
        let corpus = Corpus.random(count: 280, dimension: 16, seed: 18)
        let index = try await make(corpus)
        let queries = Corpus.random(count: 2, dimension: 16, seed: 19).rows + [corpus.rows[3]]
        for metric in Metric.allCases {
            let middle = corpus.nearest(to: queries[0], k: 140, metric: metric)[139]
            let hits = [
                middle, IndexHit(id: middle.id - 1, distance: middle.distance), IndexHit(id: .max, distance: middle.distance),
                IndexHit(id: 0, distance: -5), IndexHit(id: 0, distance: 0), IndexHit(id: .max, distance: .infinity),
                IndexHit(id: 7, distance: 100),
            ]
            for after in hits {
                let scope = SearchScope(excluding: IDSet(corpus.ids.prefix(3)), after: after)
                let found = try await index.search(queries, k: 13, metric: metric, within: scope)
                // Where the caller goes on is a distance of the corpus as it is, and so next to it hits may differ.
                if tolerance == 0 {
                    for (query, hits) in zip(queries, found) {
                        check(hits, of: index, corpus, query, k: 13, metric: metric, within: scope)
                    }
                }
                for hit in found.joined() { #expect((after.distance, after.id) < (hit.distance, hit.id)) }
            }
        }
        let nothing = SearchScope(after: IndexHit(id: 1, distance: .nan))
        let error = await #expect(throws: SemblanceError.self) { try await index.search(queries, k: 1, metric: .cosine, within: nothing) }
        #expect(error?.code == .invalidArgument)
    }

    private func checkRefusals() async {
        let corpus = Corpus.random(count: 10, dimension: 4, seed: 10)
        let refused: [(queries: [[Float]], k: Int)] = [
            ([[1, 2, 3]], 1), ([[1, 2, 3, 4, 5]], 1), ([[1, 2, .nan, 4]], 1), ([[1, .infinity, 3, 4]], 1), ([[1, 2, 3, 4]], 0),
            ([[1, 2, 3, 4], []], 1), ([[1, 2, 3, 4]], -1),
        ]
        for (queries, k) in refused {
            let error = await #expect(throws: SemblanceError.self) { try await make(corpus).search(queries, k: k, metric: .cosine) }
            #expect(error?.code == .invalidArgument)
        }
    }

    /// An exact index must agree to the last bit, one with a tolerance up to that; another one must at least be in order.
    private func checkTruth(_ index: any LatentIndex, _ corpus: Corpus, _ queries: [[Float]], k: Int) async throws {
        for metric in Metric.allCases {
            let found = try await index.search(queries, k: k, metric: metric)
            for (query, hits) in zip(queries, found) { check(hits, of: index, corpus, query, k: k, metric: metric) }
        }
    }

    private func check(
        _ hits: [IndexHit], of index: any LatentIndex, _ corpus: Corpus, _ query: [Float], k: Int, metric: Metric,
        within scope: SearchScope = .all
    ) {
        let truth = corpus.nearest(to: query, k: k, metric: metric, within: scope)
        if tolerance == 0, index.isExact { #expect(hits == truth) }
        #expect(hits == hits.sorted { ($0.distance, $0.id) < ($1.distance, $1.id) } && hits.count <= k)
        guard tolerance > 0 else { return }
        #expect(hits.count == truth.count && zip(hits, truth).allSatisfy { abs($0.distance - $1.distance) <= tolerance })
        for hit in hits {
            let row = corpus.ids.firstIndex(of: hit.id)
            #expect(row.map { abs(metric.distance(query, corpus.rows[$0]) - hit.distance) <= tolerance } ?? false)
        }
    }
}
