import Dispatch
import SemblanceCore
import Synchronization

extension ExactIndex {
    /// The `k` nearest for each query, nearest first, ties by id; fewer only where fewer are there to be found.
    ///
    /// O(count · dimension) a query, whichever images are searched among. Short scans run where they are called; longer ones on Dispatch's threads, so that they hold up
    /// no other task.
    ///
    /// - Throws: `invalidArgument` for a query of another length or with a value that is not finite, and for k < 1.
    public func search(_ queries: [[Float]], k: Int, metric: Metric, among ids: IDSet?) async throws -> [[IndexHit]] {
        try validate(queries, k: k)
        guard !queries.isEmpty, count > 0 else { return [[IndexHit]](repeating: [], count: queries.count) }
        let flat = Array(queries.joined())
        let plan = ScanPlan(queries: queries.count, rows: count, threads: threads)
        if plan.cells.count == 1, flat.count * count <= Self.inlineMultiplications {
            return scan(flat[...], range: 0..<count, k: k, metric: metric, among: ids)
        }
        return await withCheckedContinuation { continuation in
            DispatchQueue.global(qos: .userInitiated).async {
                continuation.resume(returning: run(plan, flat, k: k, metric: metric, among: ids))
            }
        }
    }

    private func run(_ plan: ScanPlan, _ queries: [Float], k: Int, metric: Metric, among ids: IDSet?) -> [[IndexHit]] {
        let parts = Mutex<[(first: Int, hits: [[IndexHit]])]>([])
        let next = Atomic<Int>(0)
        DispatchQueue.concurrentPerform(iterations: min(threads, plan.cells.count)) { _ in
            while true {
                let index = next.add(1, ordering: .relaxed).oldValue
                guard index < plan.cells.count else { return }
                let cell = plan.cells[index]
                let slice = queries[cell.queries.lowerBound * dimension..<cell.queries.upperBound * dimension]
                let hits = scan(slice, range: cell.rows, k: k, metric: metric, among: ids)
                parts.withLock { $0.append((cell.queries.lowerBound, hits)) }
            }
        }
        return merge(parts.withLock { $0 }, queryCount: queries.count / dimension, k: k)
    }

    private func merge(_ parts: [(first: Int, hits: [[IndexHit]])], queryCount: Int, k: Int) -> [[IndexHit]] {
        var found = [[IndexHit]](repeating: [], count: queryCount)
        for part in parts {
            for (offset, hits) in part.hits.enumerated() {
                found[part.first + offset] += hits
            }
        }
        return found.map { hits in
            let ordered = hits.map { RankedHit(distance: $0.distance, id: $0.id) }.sorted().prefix(k)
            return ordered.map { IndexHit(id: $0.id, distance: $0.distance) }
        }
    }

    private func validate(_ queries: [[Float]], k: Int) throws {
        guard k >= 1 else {
            throw SemblanceError(.invalidArgument, "a search for \(k) neighbours finds nothing", advice: "ask for at least 1")
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
    private static var inlineMultiplications: Int { 1 << 23 }
}
