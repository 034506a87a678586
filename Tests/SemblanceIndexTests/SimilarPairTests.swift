import SemblanceCore
import Testing

@testable import SemblanceIndex

@Suite("All similar pairs")
struct SimilarPairTests {
    /// 330 rows: six blocks, the last one short, with copies within a block and across blocks.
    private static let rows: [[Float]] = {
        var generator = SplitMix64(seed: 31)
        var rows = (0..<330).map { _ in generator.normal(count: 24) }
        for (from, to) in [(3, 4), (10, 150), (130, 329), (3, 240)] {
            rows[to] = zip(rows[from], generator.normal(count: 24)).map { $0 * 3 + $1 * 0.1 }
        }
        rows[77] = [Float](repeating: 0, count: 24)
        return rows
    }()

    private static func cosine(_ a: [Float], _ b: [Float]) -> Float { 1 - Metric.cosine.distance(a, b) }

    @Test("They are those that comparing every two finds, on one thread and on several", arguments: [1, 3], [0.6, 0.98] as [Float])
    func truth(threads: Int, threshold: Float) async throws {
        let rows = Self.rows
        let found = try await SimilarPairSearch(rows: Array(rows.joined()), dimension: 24, threads: threads, blockRows: 64)
            .pairs(atLeast: threshold, limit: 1_000_000)
        var expected: Set<[Int]> = []
        for first in rows.indices {
            for second in rows.indices[(first + 1)...] where first != 77 && second != 77 {
                if Self.cosine(rows[first], rows[second]) >= threshold { expected.insert([first, second]) }
            }
        }
        #expect(Set(found.map { [$0.first, $0.second] }) == expected && found.count == expected.count)
        #expect(expected.isSuperset(of: [[3, 4], [10, 150], [130, 329], [3, 240]]))
        #expect(found.allSatisfy { abs($0.similarity - Self.cosine(rows[$0.first], rows[$0.second])) < 1e-5 })
        #expect(zip(found, found.dropFirst()).allSatisfy { ($0.first, $0.second) < ($1.first, $1.second) })
    }

    @Test("Too many pairs are refused, and no rows have none")
    func bounds() async throws {
        let search = SimilarPairSearch(rows: [Float](repeating: 1, count: 900), dimension: 3, threads: 2, blockRows: 64)
        let error = await #expect(throws: SemblanceError.self) { try await search.pairs(atLeast: 0.5, limit: 10_000) }
        #expect(error?.code == .tooLarge)
        #expect(try await search.pairs(atLeast: 0.5, limit: 44_850).count == 44_850)
        #expect(try await SimilarPairSearch(rows: [], dimension: 3, threads: 1).pairs(atLeast: 0.5, limit: 1).isEmpty)
    }

    @Test("A search that is taken back stops")
    func cancellation() async {
        let search = SimilarPairSearch(rows: Array(Self.rows.joined()), dimension: 24, threads: 1)
        let task = Task { try await search.pairs(atLeast: 0.9, limit: 10) }
        task.cancel()
        await #expect(throws: CancellationError.self) { try await task.value }
    }
}
