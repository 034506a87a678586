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
                var nearest = NearestRows(
                    k: min(k, range.count), query: row(query, of: queries), metric: metric, bounds: bounds, scope: scope)
                let candidates = bounds == nil ? everyRow(range, within: scope) : selected.removeFirst()
                rows.withUnsafeBufferPointer { rows in
                    for candidate in candidates where !nearest.isSurpassed(by: candidate.lower) {
                        nearest.offer(
                            ids[candidate.row], row(candidate.row, of: rows), squaredNorm: codes.squaredNorms[candidate.row])
                    }
                }
                return nearest.hits
            }
        }
    }

    /// What is left of a range where nothing is known beforehand.
    private func everyRow(_ range: Range<Int>, within scope: ScanScope) -> [CandidateSet.Candidate] {
        range.filter { scope.admits(ids[$0]) }.map { CandidateSet.Candidate(row: $0, lower: -.infinity) }
    }

    /// A row of a matrix of `dimension` columns.
    func row(_ index: Int, of matrix: UnsafeBufferPointer<Float>) -> UnsafeBufferPointer<Float> {
        UnsafeBufferPointer(rebasing: matrix[index * dimension..<(index + 1) * dimension])
    }
}
