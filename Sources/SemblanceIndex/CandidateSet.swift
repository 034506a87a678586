/// The rows that may still be among the k nearest of one query, as a scan goes on.
///
/// It keeps the k smallest upper bounds. A row whose lower bound is above the largest of those is farther than k others, whatever
/// the rounding, and is dropped.
struct CandidateSet {
    private var uppers: BoundedHeap<Double>
    private var candidates: [(row: Int, lower: Double)] = []
    /// What a lower bound may be at most.
    private(set) var threshold = Double.infinity
    private var compactAt: Int

    init(k: Int) {
        uppers = BoundedHeap(capacity: k)
        compactAt = 4 * k + 1024
    }

    mutating func offer(row: Int, lower: Double, upper: Double) {
        guard lower <= threshold else { return }
        candidates.append((row, lower))
        uppers.insert(upper)
        if uppers.isFull, let largest = uppers.largest { threshold = largest }
        if candidates.count >= compactAt {
            compact()
            compactAt = max(compactAt, 2 * candidates.count)
        }
    }

    /// The rows that are left.
    consuming func rows() -> [Int] {
        compact()
        return candidates.map(\.row)
    }

    private mutating func compact() {
        candidates.removeAll { $0.lower > threshold }
    }
}
