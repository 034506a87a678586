import Dispatch
import SemblanceCore
import Synchronization

/// Queries against rows, cut into pieces that threads take one after another.
struct ParallelScan: Sendable {
    let plan: ScanPlan
    let threads: Int
    let queryCount: Int
    let k: Int
    /// Whether it is done in about a millisecond, so that it may run where it is called; longer ones run on Dispatch's threads, so that
    /// they hold up no other task.
    let isShort: Bool

    /// - Parameter scan: the nearest of some rows for each of some queries
    /// - Returns: the `k` nearest of all rows for each query
    func nearest(_ scan: @escaping @Sendable (ScanPlan.Cell) -> [[RankedHit]]) async -> [[RankedHit]] {
        if plan.cells.count == 1, isShort { return scan(plan.cells[0]) }
        return await withCheckedContinuation { continuation in
            DispatchQueue.global(qos: .userInitiated).async { continuation.resume(returning: run(scan)) }
        }
    }

    private func run(_ scan: @Sendable (ScanPlan.Cell) -> [[RankedHit]]) -> [[RankedHit]] {
        let parts = Mutex<[(first: Int, hits: [[RankedHit]])]>([])
        let next = Atomic<Int>(0)
        DispatchQueue.concurrentPerform(iterations: min(threads, plan.cells.count)) { _ in
            while true {
                let index = next.add(1, ordering: .relaxed).oldValue
                guard index < plan.cells.count else { return }
                let hits = scan(plan.cells[index])
                parts.withLock { $0.append((plan.cells[index].queries.lowerBound, hits)) }
            }
        }
        var found = [[RankedHit]](repeating: [], count: queryCount)
        for part in parts.withLock({ $0 }) {
            for (offset, hits) in part.hits.enumerated() { found[part.first + offset] += hits }
        }
        return found.map { Array($0.sorted().prefix(k)) }
    }
}
