import SemblanceCore
import Testing

@testable import SemblanceIndex

@Suite("Preselection")
struct PreselectionTests {
    @Test("Few rows of random data are left for measuring")
    func selective() throws {
        var generator = SplitMix64(seed: 5)
        var set = CandidateSet(k: 10)
        for row in 0..<20_000 {
            let distance = Double.random(in: 0..<1, using: &generator)
            set.offer(row: row, lower: distance - 1e-6, upper: distance + 1e-6)
        }
        #expect((10...11).contains(set.ordered().count))
    }

    @Test("Rows that cannot be told apart are all kept")
    func indistinguishable() {
        var set = CandidateSet(k: 3)
        for row in 0..<5000 { set.offer(row: row, lower: 0.9, upper: 1.1) }
        #expect(set.ordered().map(\.row) == Array(0..<5000))
    }

    @Test("A row that may be no hit is a candidate, but drops no other")
    func uncounted() {
        var set = CandidateSet(k: 1)
        set.offer(row: 0, lower: 0.1, upper: 0.2, counts: false)
        #expect(set.threshold == .infinity)
        set.offer(row: 1, lower: 0.7, upper: 0.8)
        set.offer(row: 2, lower: 0.9, upper: 1)
        #expect(set.threshold == 0.8)
        #expect(set.ordered().map(\.row) == [0, 1])
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
        #expect(cells.allSatisfy { $0.queries.count <= 64 && $0.rows.lowerBound % 16 == 0 })
    }
}
