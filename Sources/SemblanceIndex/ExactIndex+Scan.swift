import SemblanceCore

extension ExactIndex {
    /// The `k` nearest of `rows[range]` for each of the queries, by distance and id.
    ///
    /// - Parameters:
    ///   - queries: `queryCount · dimension` finite values
    ///   - range: which rows are looked at; it begins with a block
    ///   - scope: which of them may be found
    func scan(_ queries: ArraySlice<Float>, range: Range<Int>, k: Int, metric: Metric, within scope: ScanScope) -> [[RankedHit]] {
        let queryCount = queries.count / dimension
        guard !range.isEmpty else { return [[RankedHit]](repeating: [], count: queryCount) }
        return queries.withUnsafeBufferPointer { queries in
            let bounds = (0..<queryCount).map { query in
                k < range.count
                    ? DistanceBounds(query: row(query, of: queries), metric: metric, largestNorm: codes.largestNorm) : nil
            }
            let preselection = Preselection(codes: codes, ids: ids, metric: metric, scope: scope, kernel: kernel)
            var selected = preselection.candidates(for: bounds.compactMap(\.self), k: k, in: range)[...]
            return bounds.enumerated().map { query, bounds in
                let candidates = bounds == nil ? everyRow(range, within: scope) : selected.removeFirst()
                return nearest(to: row(query, of: queries), of: candidates, k: min(k, range.count), metric: metric, within: scope)
            }
        }
    }

    /// What is left of a range where nothing is known beforehand.
    private func everyRow(_ range: Range<Int>, within scope: ScanScope) -> [CandidateSet.Candidate] {
        range.filter { scope.admits(ids[$0]) }.map { CandidateSet.Candidate(row: $0, lower: -.infinity) }
    }

    /// Measures the candidates, those that may be nearest first, until the others cannot be among the `k` nearest.
    private func nearest(
        to query: UnsafeBufferPointer<Float>, of candidates: [CandidateSet.Candidate], k: Int, metric: Metric, within scope: ScanScope
    ) -> [RankedHit] {
        rows.withUnsafeBufferPointer { rows in
            var heap = BoundedHeap<RankedHit>(capacity: k)
            for candidate in candidates {
                if heap.isFull, let farthest = heap.largest, candidate.lower > DistanceBounds.scaled(farthest.distance, metric) { break }
                let hit = RankedHit(distance: metric.distance(query, row(candidate.row, of: rows)), id: ids[candidate.row])
                if scope.admits(hit) { heap.insert(hit) }
            }
            return heap.elements.sorted()
        }
    }

    private func row(_ index: Int, of matrix: UnsafeBufferPointer<Float>) -> UnsafeBufferPointer<Float> {
        UnsafeBufferPointer(rebasing: matrix[index * dimension..<(index + 1) * dimension])
    }
}
