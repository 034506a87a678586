import SemblanceCore
import Testing

@testable import SemblanceIndex

@Suite("Preselection")
struct PreselectionTests {
    @Test("The bounds hold the reported distance even for the worst sum of products", arguments: [3, 128, 1000])
    func boundsHold(dimension: Int) throws {
        var generator = SplitMix64(seed: UInt64(dimension))
        for _ in 0..<200 {
            let query = generator.normal(count: dimension).map { $0 + 20 }
            let row = zip(query, generator.normal(count: dimension)).map { $0 + $1 * 1e-3 }
            // One term after another in f32: the order that rounds the most.
            let dot = zip(query, row).reduce(Float(0)) { $0 + $1.0 * $1.1 }
            let norms = RowNorms(rows: row, count: 1, dimension: dimension)
            for metric in Metric.allCases {
                let bounds = try #require(
                    query.withUnsafeBufferPointer { DistanceBounds(query: $0, metric: metric, largestNorm: norms.largest) })
                let interval = bounds.interval(dot: dot, rowSquaredNorm: norms.squared[0])
                let distance = Double(metric.distance(query, row))
                let scaled = metric == .euclidean ? distance * distance : distance
                #expect(interval.lower <= scaled && scaled <= interval.upper)
            }
        }
    }

    @Test("Screening in f32 passes every row whose bound is low enough, to the last digit", arguments: [3, 128, 1000])
    func screening(dimension: Int) throws {
        var generator = SplitMix64(seed: UInt64(dimension) + 1)
        for round in 0..<400 {
            let size = Float(sign: .plus, exponent: round % 40 - 20, significand: 1)
            let query = generator.normal(count: dimension).map { ($0 + 3) * size }
            let spread: Float = round % 2 == 0 ? 1e-4 : 1
            let row = zip(query, generator.normal(count: dimension)).map { $0 + $1 * spread * size }
            let dot = zip(query, row).reduce(Float(0)) { $0 + $1.0 * $1.1 }
            let norms = RowNorms(rows: row, count: 1, dimension: dimension)
            #expect(norms.canScreen)
            for metric in Metric.allCases {
                let bounds = try #require(
                    query.withUnsafeBufferPointer { DistanceBounds(query: $0, metric: metric, largestNorm: norms.largest) })
                let lower = bounds.interval(dot: dot, rowSquaredNorm: norms.squared[0]).lower
                let term = norms.terms(for: metric)[0]
                let score = metric == .cosine ? dot * term : dot - term
                #expect(score >= bounds.leastScore(threshold: lower))
                let farBelow = metric == .cosine ? lower - 0.01 : lower - 0.01 * norms.squared[0]
                #expect(score < bounds.leastScore(threshold: farBelow), "a row that is far away is dropped")
            }
        }
    }

    @Test("Nothing is screened where f32 would overflow or underflow, or before k rows are known")
    func noScreening() throws {
        #expect(!RowNorms(rows: [1e20, 0, 1, 1], count: 2, dimension: 2).canScreen)
        #expect(!RowNorms(rows: [1e-20, 0, 1, 1], count: 2, dimension: 2).canScreen)
        #expect(RowNorms(rows: [0, 0, 1, 1], count: 2, dimension: 2).canScreen)
        for query: [Float] in [[0, 0], [1e-20, 0]] {
            let bounds = try #require(query.withUnsafeBufferPointer { DistanceBounds(query: $0, metric: .cosine, largestNorm: 1) })
            #expect(bounds.leastScore(threshold: 0.5) == -.infinity)
        }
        let bounds = try #require([1, 1].withUnsafeBufferPointer { DistanceBounds(query: $0, metric: .euclidean, largestNorm: 1) })
        #expect(bounds.leastScore(threshold: .infinity) == -.infinity)
    }

    @Test("Few rows of random data are left for measuring")
    func selective() throws {
        var generator = SplitMix64(seed: 5)
        var set = CandidateSet(k: 10)
        for row in 0..<20_000 {
            let distance = Double.random(in: 0..<1, using: &generator)
            set.offer(row: row, lower: distance - 1e-6, upper: distance + 1e-6)
        }
        #expect((10...11).contains(set.rows().count))
    }

    @Test("Rows that cannot be told apart are all kept")
    func indistinguishable() {
        var set = CandidateSet(k: 3)
        for row in 0..<5000 { set.offer(row: row, lower: 0.9, upper: 1.1) }
        #expect(set.rows() == Array(0..<5000))
    }

    @Test("Products that might overflow bound nothing")
    func overflow() {
        let query: [Float] = [1e30, 1e30, 1e30]
        #expect(query.withUnsafeBufferPointer { DistanceBounds(query: $0, metric: .cosine, largestNorm: 1e30) } == nil)
    }

    @Test("A bounded heap keeps the smallest", arguments: [1, 2, 7, 100, 1000])
    func heap(capacity: Int) {
        var generator = SplitMix64(seed: 6)
        let values = (0..<500).map { _ in Int.random(in: 0..<200, using: &generator) }
        var heap = BoundedHeap<Int>(capacity: capacity)
        for value in values { heap.insert(value) }
        #expect(heap.elements.sorted() == Array(values.sorted().prefix(capacity)))
        #expect(heap.largest == heap.elements.max())
    }

    @Test(
        "The pieces of a search cover every query and row once",
        arguments: [(1, 1, 1), (1, 100_000, 4), (3, 40_000, 16), (1000, 5, 2), (65, 70_000, 3)])
    func plan(queries: Int, rows: Int, threads: Int) {
        let cells = ScanPlan(queries: queries, rows: rows, threads: threads).cells
        #expect(cells.map { $0.queries.count * $0.rows.count }.reduce(0, +) == queries * rows)
        #expect(Set(cells.map { "\($0.queries.lowerBound),\($0.rows.lowerBound)" }).count == cells.count)
        #expect(cells.map(\.queries.upperBound).max() == queries && cells.map(\.rows.upperBound).max() == rows)
        #expect(cells.allSatisfy { $0.queries.count <= 64 })
    }
}
