import SemblanceCore

extension QuantizedIndex {
    /// The `k` nearest for each query, nearest first, ties by id; fewer only where fewer are there to be found.
    ///
    /// O(count · dimension / 8) a query, whichever images are searched among.
    ///
    /// - Throws: `invalidArgument` for a query of another length or with a value that is not finite, for k < 1, and for a scope after
    ///   a distance that is not a number.
    public func search(_ queries: [[Float]], k: Int, metric: Metric, within scope: SearchScope) async throws -> [[IndexHit]] {
        try await search(queries, k: k, metric: metric, within: scope, isExhaustive: false)
    }

    /// The same latents searched by their high bytes, with bounds that always hold.
    public var exhaustive: any LatentIndex { ExhaustiveSearch(index: self) }

    private func search(
        _ queries: [[Float]], k: Int, metric: Metric, within scope: SearchScope, isExhaustive: Bool
    ) async throws -> [[IndexHit]] {
        try validate(queries, k: k, within: scope)
        let rows = rows
        guard !queries.isEmpty, rows > 0 else { return [[IndexHit]](repeating: [], count: queries.count) }
        let rotated = queries.flatMap { rotation.applied(to: $0) }
        let scan = QuantizedScan(index: self, k: k, metric: metric, scope: ScanScope(scope), isExhaustive: isExhaustive)
        let parallel = ParallelScan(
            plan: ScanPlan(queries: queries.count, rows: rows, threads: threads), threads: threads, queryCount: queries.count, k: k,
            isShort: !isExhaustive && rotated.count * rows <= Self.shortMultiplications)
        let found = await parallel.nearest { [dimension] cell in
            scan.nearest(to: rotated[cell.queries.lowerBound * dimension..<cell.queries.upperBound * dimension], in: cell.rows)
        }
        return found.map { $0.map(\.hit) }
    }

    private static var shortMultiplications: Int { 1 << 26 }

    /// A quantised index without its bits.
    private struct ExhaustiveSearch: LatentIndex {
        let index: QuantizedIndex

        var kind: IndexKind { index.kind }
        var count: Int { index.count }
        var dimension: Int { index.dimension }
        var isExact: Bool { true }
        var exhaustive: any LatentIndex { self }

        func search(_ queries: [[Float]], k: Int, metric: Metric, within scope: SearchScope) async throws -> [[IndexHit]] {
            try await index.search(queries, k: k, metric: metric, within: scope, isExhaustive: true)
        }

        func vectors(of ids: [Int64]) -> [Int64: [Float]] { index.vectors(of: ids) }
    }
}
