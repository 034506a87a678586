import SemblanceCore
import Synchronization

extension PgvectorIndex {
    /// The `k` nearest for each query, nearest first, ties by id; fewer only where fewer are there to be found.
    ///
    /// - Throws: `invalidArgument` for a query of another length or with a value that is not finite, for k < 1, and for a scope after
    ///   a distance that is not a number; `unavailable` where the database does not answer.
    public func search(_ queries: [[Float]], k: Int, metric: Metric, within scope: SearchScope) async throws -> [[IndexHit]] {
        try validate(queries, k: k, within: scope)
        guard !queries.isEmpty else { return [] }
        let now = state.withLock { $0 }
        let plan = PgvectorPlan(count: now.count, scope: scope, walkPrice: walkPrice)
        let canWalk = now.hasGraph && (metric == .cosine || partition.isOfOneLength)
        let queries = queries.map { PgvectorQuery($0, k: k, metric: metric, after: scope.after) }
        return try await pool.withTransaction { connection in
            let walked = canWalk ? try walk(queries, plan, efSearch: now.efSearch, within: scope, on: connection) : []
            if walked.count == queries.count, case let hits = walked.compactMap({ $0 }), hits.count == queries.count { return hits }
            let filter = PgvectorFilter(scope, scanning: now.count)
            try connection.executeScript(PgvectorScan.settings(for: filter))
            return try queries.indices.map { index in
                if index < walked.count, let hits = walked[index] { return hits }
                return try partition.nearest(queries[index], within: filter, on: connection)
            }
        }
    }

    /// What the graph finds for each query; nil where it does not find enough, or only at a price above a scan's.
    private func walk(
        _ queries: [PgvectorQuery], _ plan: PgvectorPlan, efSearch: Int, within scope: SearchScope,
        on connection: isolated PostgresConnection
    ) throws -> [[IndexHit]?] {
        let filter = PgvectorFilter(scope, keysUpTo: PgvectorFilter.keysOfWalk)
        var found = [[IndexHit]?](repeating: nil, count: queries.count)
        // A query without a direction has no angles.
        var waiting = queries.indices.filter { queries[$0].length > 0 }
        var limit = queries.first?.candidates ?? 0
        while !waiting.isEmpty, case let breadth = max(efSearch, limit), plan.prefersWalk(candidates: breadth) {
            let efSearch = min(breadth, Self.greatestEfSearch)
            try connection.executeScript(Self.settings(efSearch: efSearch, longestWalk: plan.longestWalk, for: filter))
            waiting = try waiting.filter { index in
                try Task.checkCancellation()
                let rows = try partition.walk(queries[index], limit: limit, within: filter).run(on: connection)
                let met = try rows.last?.value(4, as: Int64.self) ?? 0
                guard plan.trusts(met: Int(met), candidates: limit) else { return false }
                let candidates = try queries[index].measure(rows)
                if candidates.isFull, candidates.greatestKey > Self.surelyBeyond(candidates.greatestKeyOfHits, dimension: dimension) {
                    found[index] = candidates.hits
                    return false
                }
                return rows.count == limit
            }
            limit *= 4
        }
        return found
    }

    /// From which 1 − cos on, measured on f16 values, an image is further than one at `key`. Rounding turns each of the two vectors by
    /// 2⁻¹¹ of their length at most, so that ‖u − v‖, the root of twice 1 − cos, is off by 2⁻¹⁰; then come sums in f32.
    static func surelyBeyond(_ key: Double, dimension: Int) -> Double {
        let chord = (2 * max(key, 0)).squareRoot() + 2 * 0x1p-10
        return chord * chord / 2 + Double(dimension + 16) * 0x1p-22
    }

    /// What a transaction sets to walk through the graph. Nothing else gives rows in order without sorting them, so the planner cannot
    /// but take it. The scan goes on where a filter leaves too few (`iterative_scan`); relaxed, because in strict order pgvector drops
    /// what comes late, and the order is made here anyway.
    private static func settings(efSearch: Int, longestWalk: Int, for filter: PgvectorFilter) -> String {
        """
        SET LOCAL jit = off; SET LOCAL enable_seqscan = off; SET LOCAL enable_sort = off; SET LOCAL plan_cache_mode = \(filter.planning);
        SET LOCAL hnsw.ef_search = \(efSearch); SET LOCAL hnsw.iterative_scan = relaxed_order;
        SET LOCAL hnsw.max_scan_tuples = \(longestWalk); SET LOCAL hnsw.scan_mem_multiplier = 4
        """
    }
}
