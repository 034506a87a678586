import Dispatch
import SemblanceCore
import Synchronization

extension ExactIndex {
    /// The `k` nearest for each query, nearest first, ties by id; fewer only where fewer are there to be found.
    ///
    /// O(count · dimension) a query, whichever images are searched among. Short scans run where they are called; longer ones on
    /// Dispatch's threads, so that they hold up no other task.
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
        let plan = ScanPlan(queries: queries.count, rows: count, threads: threads)
        if plan.cells.count == 1, flat.count * count <= Self.inlineMultiplications {
            return scan(flat[...], range: 0..<count, k: k, metric: metric, within: scope).map { $0.map(\.hit) }
        }
        return await withCheckedContinuation { continuation in
            DispatchQueue.global(qos: .userInitiated).async {
                continuation.resume(returning: run(plan, flat, k: k, metric: metric, within: scope))
            }
        }
    }

    private func run(_ plan: ScanPlan, _ queries: [Float], k: Int, metric: Metric, within scope: ScanScope) -> [[IndexHit]] {
        let parts = Mutex<[(first: Int, hits: [[RankedHit]])]>([])
        let next = Atomic<Int>(0)
        DispatchQueue.concurrentPerform(iterations: min(threads, plan.cells.count)) { _ in
            while true {
                let index = next.add(1, ordering: .relaxed).oldValue
                guard index < plan.cells.count else { return }
                let cell = plan.cells[index]
                let slice = queries[cell.queries.lowerBound * dimension..<cell.queries.upperBound * dimension]
                let hits = scan(slice, range: cell.rows, k: k, metric: metric, within: scope)
                parts.withLock { $0.append((cell.queries.lowerBound, hits)) }
            }
        }
        return merge(parts.withLock { $0 }, queryCount: queries.count / dimension, k: k)
    }

    private func merge(_ parts: [(first: Int, hits: [[RankedHit]])], queryCount: Int, k: Int) -> [[IndexHit]] {
        var found = [[RankedHit]](repeating: [], count: queryCount)
        for part in parts {
            for (offset, hits) in part.hits.enumerated() {
                found[part.first + offset] += hits
            }
        }
        return found.map { $0.sorted().prefix(k).map(\.hit) }
    }

    private func validate(_ queries: [[Float]], k: Int, within scope: SearchScope) throws {
        guard k >= 1 else {
            throw SemblanceError(.invalidArgument, "a search for \(k) neighbours finds nothing", advice: "ask for at least 1")
        }
        if let after = scope.after, after.distance.isNaN {
            throw SemblanceError(
                .invalidArgument, "a search cannot go on after image \(after.id) at a distance that is not a number",
                advice: "give the last hit of the page before")
        }
        for query in queries {
            guard query.count == dimension else {
                throw SemblanceError(
                    .invalidArgument, "the query has \(query.count) values, and the index holds latents of \(dimension)",
                    advice: "encode the query with the model that the index belongs to")
            }
            guard query.allSatisfy(\.isFinite) else {
                throw SemblanceError(.invalidArgument, "the query holds a value that is not finite")
            }
        }
    }

    /// About a millisecond of work.
    private static var inlineMultiplications: Int { 1 << 24 }
}
