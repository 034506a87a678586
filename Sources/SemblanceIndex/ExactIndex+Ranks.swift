import Dispatch
import SemblanceCore
import Synchronization

extension ExactIndex {
    /// Where images stand when all others are ordered by their distance to one of them: 1 is the nearest, and an image of rank r is the
    /// r-th hit of a search with that latent, its own image left out.
    ///
    /// O(count · dimension) a query. Ranks are counted, not sorted: besides the index it takes 4 MiB a thread.
    ///
    /// - Parameters:
    ///   - targets: for each query the images whose ranks are wanted, none of them the query
    ///   - queries: images of the index
    /// - Returns: for each query the ranks of its targets, in their order
    /// - Throws: `notFound` for an image that the index does not hold
    public func ranks(of targets: [[Int64]], around queries: [Int64], metric: Metric) async throws -> [[Int]] {
        precondition(targets.count == queries.count, "targets for each query")
        let counts = try zip(queries, targets).map { query, targets in
            try RankCount(query: row(ofImage: query), targets: targets.map { try row(ofImage: $0) }, in: self, metric: metric)
        }
        OpenBLAS.prepare()
        return await withCheckedContinuation { continuation in
            DispatchQueue.global(qos: .userInitiated).async {
                let parts = Mutex<[(first: Int, counts: [RankCount])]>([])
                ParallelParts.run(of: counts.count, atLeast: 1, threads: threads) { range in
                    for first in stride(from: range.lowerBound, to: range.upperBound, by: Self.rankedQueries) {
                        let block = Array(counts[first..<min(first + Self.rankedQueries, range.upperBound)])
                        let counted = self.counted(block)
                        parts.withLock { $0.append((first, counted)) }
                    }
                }
                let ordered = parts.withLock { $0 }.sorted { $0.first < $1.first }
                continuation.resume(returning: ordered.flatMap { $0.counts.map(\.ranks) })
            }
        }
    }

    private func row(ofImage id: Int64) throws -> Int {
        guard let row = lookup.row(of: id) else { throw SemblanceError(.notFound, "the index does not hold image \(id)") }
        return row
    }

    /// Counts for a block of queries, one block of rows after the other.
    private func counted(_ counts: [RankCount]) -> [RankCount] {
        var counts = counts
        let queries = counts.flatMap { rows[$0.query * dimension..<($0.query + 1) * dimension] }
        var products = [Float](repeating: 0, count: counts.count * Self.rankedRows)
        rows.withUnsafeBufferPointer { rows in
            for first in stride(from: 0, to: count, by: Self.rankedRows) {
                let range = first..<min(first + Self.rankedRows, count)
                OpenBLAS.multiply(
                    queries, UnsafeBufferPointer(rebasing: rows[range.lowerBound * dimension..<range.upperBound * dimension]),
                    dimension: dimension, into: &products)
                for index in counts.indices {
                    counts[index].add(products[index * range.count..<(index + 1) * range.count], range, of: self, rows)
                }
            }
        }
        return counts
    }

    /// How many queries a thread ranks together, and against how many rows at a time: 4 MiB of products.
    private static var rankedQueries: Int { 64 }
    private static var rankedRows: Int { 16_384 }
}
