import CScan
import SemblanceCore

/// A pass over the 8-bit codes of some rows, which leaves for each query the rows that may be among its k nearest: all of those
/// that are, and few others.
struct Preselection {
    let codes: RowCodes
    let ids: [Int64]
    let metric: Metric
    let scope: ScanScope
    let kernel: ScanKernel

    /// - Parameter range: the rows to look at; it begins with a block
    /// - Returns: for each query its candidates, those that may be nearest first
    func candidates(for bounds: [DistanceBounds], k: Int, in range: Range<Int>) -> [[CandidateSet.Candidate]] {
        var sets = bounds.map { _ in CandidateSet(k: k) }
        let blocks = range.lowerBound / Self.lanes..<(range.upperBound + Self.lanes - 1) / Self.lanes
        codes.withPointers(for: metric) { rows in
            bounds.flatMap(\.code.codes).withUnsafeBufferPointer { values in
                withUnsafeTemporaryAllocation(of: CScanHit.self, capacity: Self.queries * Self.lanes * Self.largestPart) { hits in
                    for part in Self.parts(of: blocks) {
                        for first in stride(from: 0, to: bounds.count, by: Self.queries) {
                            let group = first..<min(first + Self.queries, bounds.count)
                            let requests = group.map { query in
                                bounds[query].request(
                                    values.baseAddress.map { $0 + query * rows.groups * Int(CSCAN_GROUP) }, threshold: sets[query].threshold
                                )
                            }
                            let counts = select(part, of: rows, requests, into: hits)
                            for (place, query) in group.enumerated() {
                                let start = place * part.count * Self.lanes
                                let found = UnsafeBufferPointer(rebasing: hits[start..<start + counts[place]])
                                offer(found, of: rows, before: range.upperBound, bounds[query], to: &sets[query])
                            }
                        }
                    }
                }
            }
        }
        return sets.map { $0.ordered() }
    }

    /// Fills `hits` with the rows that each request names.
    ///
    /// - Returns: how many rows each names
    private func select(
        _ blocks: Range<Int>, of rows: CScanRows, _ requests: [CScanQuery], into hits: UnsafeMutableBufferPointer<CScanHit>
    ) -> [Int] {
        var counts = [Int](repeating: 0, count: requests.count)
        withUnsafePointer(to: rows) { rows in
            cscan_select(kernel.code, rows, requests, requests.count, blocks.lowerBound, blocks.count, hits.baseAddress, &counts)
        }
        return counts
    }

    private func offer(
        _ hits: UnsafeBufferPointer<CScanHit>, of rows: CScanRows, before end: Int, _ bounds: DistanceBounds, to set: inout CandidateSet
    ) {
        let start = scope.start(metric)
        for hit in hits {
            let row = Int(hit.row)
            guard row < end, scope.admits(ids[row]) else { continue }
            let interval = bounds.interval(
                dot: hit.dot, scale: rows.scales[row], error: rows.errors[row], squaredNorm: codes.squaredNorms[row])
            guard interval.upper >= start else { continue }
            set.offer(row: row, lower: interval.lower, upper: interval.upper, counts: interval.lower > start)
        }
    }

    /// Pieces of a scan, small at first, since the first names all its rows, and later such that all queries find them in the
    /// second-level cache.
    private static func parts(of blocks: Range<Int>) -> [Range<Int>] {
        var parts: [Range<Int>] = []
        var first = blocks.lowerBound
        var size = smallestPart
        while first < blocks.upperBound {
            parts.append(first..<min(first + size, blocks.upperBound))
            first += size
            size = min(2 * size, largestPart)
        }
        return parts
    }

    private static var lanes: Int { Int(CSCAN_LANES) }
    private static var queries: Int { Int(CSCAN_QUERIES) }
    private static var smallestPart: Int { 8 }
    private static var largestPart: Int { 64 }
}
