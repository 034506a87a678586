import CScan
import SemblanceCore

/// One pass over some rows of a quantised index for some queries.
struct QuantizedScan {
    let index: QuantizedIndex
    let k: Int
    let metric: Metric
    let scope: ScanScope
    /// Whether bits are passed over, so that no row is lost.
    let isExhaustive: Bool

    /// The `k` nearest of some rows for each query.
    ///
    /// - Parameters:
    ///   - queries: `queryCount · dimension` finite values, rotated
    ///   - range: rows, counted through all segments, from a whole block on
    func nearest(to queries: ArraySlice<Float>, in range: Range<Int>) -> [[RankedHit]] {
        let parts = parts(of: range)
        return queries.withUnsafeBufferPointer { values in
            let queries = (0..<values.count / index.dimension).map { query in
                UnsafeBufferPointer(rebasing: values[query * index.dimension..<(query + 1) * index.dimension])
            }
            let bounds = queries.compactMap { DistanceBounds(query: $0, metric: metric, largestNorm: longest) }
            guard k < range.count, bounds.count == queries.count else {
                let rows = everyRow(parts)
                return queries.map { measured($0, nil, rows) }
            }
            let candidates = QuantizedPreselection(scan: self, queries: queries, bounds: bounds).candidates(in: parts)
            return queries.indices.map { measured(queries[$0], bounds[$0], candidates[$0]) }
        }
    }

    /// The nearest of a query's candidates, those that may be nearest coming first.
    private func measured(
        _ query: UnsafeBufferPointer<Float>, _ bounds: DistanceBounds?, _ candidates: [CandidateSet.Candidate]
    ) -> [RankedHit] {
        var nearest = NearestRows(k: k, query: query, metric: metric, bounds: bounds, scope: scope)
        withUnsafeTemporaryAllocation(of: Float.self, capacity: index.dimension) { values in
            guard let first = values.baseAddress else { return }
            for candidate in candidates where !nearest.isSurpassed(by: candidate.lower) {
                let (segment, row) = index.segments.locate(candidate.row)
                let squaredNorm = segment.store.decode(row, into: first)
                nearest.offer(segment.store.ids[row], UnsafeBufferPointer(values), squaredNorm: squaredNorm)
            }
        }
        return nearest.hits
    }

    /// What is left where nothing is known beforehand.
    private func everyRow(_ parts: [QuantizedPart]) -> [CandidateSet.Candidate] {
        parts.flatMap { part in
            part.withAllowed(by: scope, in: index.segments) { allowed in
                part.rows(allowed).map { CandidateSet.Candidate(row: part.firstRow + Int($0), lower: -.infinity) }
            }
        }
    }

    // MARK: Parts

    /// The longest row.
    private var longest: Double { Double(index.segments.compactMap(\.lengths?.upperBound).max() ?? 0) }

    /// Pieces of the segments, small at first, since the first names all its rows, and later such that all queries find them in the
    /// second-level cache.
    private func parts(of range: Range<Int>) -> [QuantizedPart] {
        var parts: [QuantizedPart] = []
        var (firstRow, size) = (0, Self.smallestPart)
        for (number, segment) in index.segments.enumerated() {
            let rows = range.clamped(to: firstRow..<firstRow + segment.rows)
            var block = (rows.lowerBound - firstRow) / QuantizedStore.blockRows
            let end = (rows.upperBound - firstRow) / QuantizedStore.blockRows
            while block < end, !rows.isEmpty {
                parts.append(QuantizedPart(segment: number, firstRow: firstRow, blocks: block..<min(block + size, end)))
                block += size
                size = min(2 * size, Int(CSCAN_BITS_BLOCKS))
            }
            firstRow += segment.rows
        }
        return parts
    }

    private static var smallestPart: Int { 4 }
}
