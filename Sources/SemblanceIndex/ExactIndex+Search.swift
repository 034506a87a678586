import SemblanceCore

extension ExactIndex {
    /// The `k` nearest for each query, nearest first, ties by id; fewer only where fewer are there to be found.
    ///
    /// O(count · dimension) a query, whichever images are searched among.
    ///
    /// - Throws: `invalidArgument` for a query of another length or with a value that is not finite, for k < 1, and for a scope after
    ///   a distance that is not a number.
    public func search(_ queries: [[Float]], k: Int, metric: Metric, within scope: SearchScope) async throws -> [[IndexHit]] {
        try await search(queries, k: k, metric: metric, within: scope, without: nil)
    }

    /// - Parameter removed: images that are not found, as if the index did not hold them
    func search(
        _ queries: [[Float]], k: Int, metric: Metric, within scope: SearchScope, without removed: IDSet?
    ) async throws -> [[IndexHit]] {
        try validate(queries, k: k, within: scope)
        guard !queries.isEmpty, count > 0 else { return [[IndexHit]](repeating: [], count: queries.count) }
        let scope = ScanScope(scope, removed: removed)
        let flat = Array(queries.joined())
        let parallel = ParallelScan(
            plan: ScanPlan(queries: queries.count, rows: count, threads: threads), threads: threads, queryCount: queries.count, k: k,
            isShort: flat.count * count <= Self.shortMultiplications)
        let found = await parallel.nearest { [self] cell in
            let slice = flat[cell.queries.lowerBound * dimension..<cell.queries.upperBound * dimension]
            return scan(slice, range: cell.rows, k: k, metric: metric, within: scope)
        }
        return found.map { $0.map(\.hit) }
    }

    private static var shortMultiplications: Int { 1 << 24 }
}
