import SemblanceCore
import SemblanceTestSupport
import Testing

@testable import SemblanceIndex

@Suite("Changes of a quantised index")
struct QuantizedUpdatingTests {
    typealias Corpus = LatentIndexConformance.Corpus

    @Test("Any sequence of changes gives what a fresh index over the same latents gives", arguments: 1...3)
    func randomChanges(seed: UInt64) async throws {
        var generator = SplitMix64(seed: seed)
        let dimension = 40
        var truth: [Int64: [Float]] = [:]
        var index = try QuantizedIndex(ids: [], rows: [], dimension: dimension)
        for step in 0..<50 {
            let removals = Set((0..<Int.random(in: 0...20, using: &generator)).map { _ in Int64.random(in: 0..<2000, using: &generator) })
            for id in removals { truth[id] = nil }
            var insertions: [(id: Int64, vector: [Float])] = []
            for id in Set((0..<40).map { _ in Int64.random(in: 0..<2000, using: &generator) }) where truth[id] == nil {
                let vector = generator.normal(count: dimension)
                insertions.append((id, vector))
                truth[id] = vector
            }
            index = try index.updating(inserting: insertions, removing: removals)
            guard step % 7 == 0 else { continue }
            let sorted = truth.sorted { $0.key < $1.key }
            let fresh = try QuantizedIndex(ids: sorted.map(\.key), rows: sorted.flatMap(\.value), dimension: dimension)
            #expect(index.count == truth.count)
            #expect((Int64(-1)...2000).allSatisfy { index.contains($0) == (truth[$0] != nil) })
            let queries = (0..<3).map { _ in generator.normal(count: dimension) }
            for metric in Metric.allCases {
                // Rows are the same to the bit wherever they lie, so only which bits mislead could differ: nothing is that near here.
                #expect(
                    try await index.exhaustive.search(queries, k: 15, metric: metric)
                        == fresh.exhaustive.search(queries, k: 15, metric: metric))
            }
        }
    }

    @Test("A change leaves the index it came from as it was, and two indexes may go on from one")
    func snapshots() async throws {
        var generator = SplitMix64(seed: 7)
        let rows = (0..<400).map { _ in generator.normal(count: 16) }
        func pairs(_ range: Range<Int>) -> [(id: Int64, vector: [Float])] { range.map { (Int64($0), rows[$0]) } }
        let base = try QuantizedIndex(ids: Array(0..<100), rows: Array(rows[..<100].joined()), dimension: 16)
        let left = try base.updating(inserting: pairs(100..<250), removing: [3])
        let right = try base.updating(inserting: pairs(250..<400), removing: [4])
        for (index, present) in [
            (base, Set(0..<100)), (left, Set(0..<250).subtracting([3])), (right, Set(Array(0..<100) + Array(250..<400)).subtracting([4])),
        ] {
            #expect(index.count == present.count)
            let found = try await index.search([rows[0]], k: 500, metric: .euclidean)[0]
            #expect(Set(found.map { Int($0.id) }) == present && found.count == present.count)
            for row in present {
                let vector = try #require(index.vector(of: Int64(row)))
                #expect(zip(vector, rows[row]).allSatisfy { abs($0 - $1) < 1e-3 })
            }
        }
        let error = #expect(throws: SemblanceError.self) { try left.updating(inserting: pairs(120..<121), removing: []) }
        #expect(error?.code == .conflict)
        #expect(throws: SemblanceError.self) { try left.updating(inserting: [(900, [1])], removing: []) }
        #expect(throws: SemblanceError.self) { try left.updating(inserting: [(900, rows[0]), (900, rows[1])], removing: []) }
    }

    @Test("Memory is given back once a quarter of the rows are gone")
    func compaction() async throws {
        var generator = SplitMix64(seed: 8)
        let rows = generator.normal(count: 20_000 * 8)
        let index = try QuantizedIndex(ids: Array(0..<20_000), rows: rows, dimension: 8)
        let some = try index.updating(inserting: [], removing: Set(0..<4500))
        #expect(some.bytes == index.bytes && some.count == 15_500)
        let fewer = try some.updating(inserting: [], removing: Set(4500..<6000))
        #expect(fewer.count == 14_000 && fewer.bytes < index.bytes * 3 / 4)
        #expect(fewer.contains(6000) && !fewer.contains(5999))
        let query = Array(rows[8 * 7000..<8 * 7001])
        #expect(try await fewer.search([query], k: 1, metric: .euclidean)[0].first?.id == 7000)
    }

    @Test("Many read while one writes, each what was there when it began")
    func concurrency() async throws {
        var generator = SplitMix64(seed: 9)
        let rows = (0..<3000).map { _ in generator.normal(count: 32) }
        let start = try QuantizedIndex(ids: Array(0..<500), rows: Array(rows[..<500].joined()), dimension: 32, threads: 1)
        try await withThrowingTaskGroup(of: Void.self) { group in
            var index = start
            for first in stride(from: 500, to: 3000, by: 50) {
                let snapshot = index
                group.addTask {
                    for row in stride(from: 0, to: first, by: 97) {
                        let found = try await snapshot.search([rows[row]], k: 1, metric: .euclidean)[0]
                        #expect(found.first?.id == (row % 50 == 7 && row < first - 50 ? found.first?.id : Int64(row)))
                    }
                    #expect(snapshot.count == first - (first - 500) / 50)
                }
                let gone: Set<Int64> = [Int64(first - 500 + 7)]
                index = try index.updating(inserting: (first..<first + 50).map { (Int64($0), rows[$0]) }, removing: gone)
            }
            try await group.waitForAll()
        }
    }
}
