/// The rows that may still be among the k nearest of one query, as a scan goes on.
///
/// It keeps the k smallest upper bounds. A row whose lower bound is above the largest of those is farther than k others, whatever
/// the rounding, and is dropped.
struct CandidateSet {
    /// A row and the least distance that it may be at.
    struct Candidate {
        let row: Int
        let lower: Double
    }

    private var uppers: BoundedHeap<Double>
    private var candidates: [Candidate] = []
    /// What a lower bound may be at most.
    private(set) var threshold = Double.infinity
    private var compactAt: Int

    init(k: Int) {
        uppers = BoundedHeap(capacity: k)
        compactAt = 4 * k + 1024
    }

    /// - Parameter counts: whether the row certainly is a hit; one that may not be is a candidate, but drops no other
    mutating func offer(row: Int, lower: Double, upper: Double, counts: Bool = true) {
        guard lower <= threshold else { return }
        candidates.append(Candidate(row: row, lower: lower))
        if counts {
            uppers.insert(upper)
            if uppers.isFull, let largest = uppers.largest { threshold = largest }
        }
        if candidates.count >= compactAt {
            compact()
            compactAt = max(compactAt, 2 * candidates.count)
        }
    }

    /// The rows that are left, those that may be nearest first.
    consuming func ordered() -> [Candidate] {
        compact()
        return candidates.sorted { $0.lower < $1.lower }
    }

    private mutating func compact() {
        candidates.removeAll { $0.lower > threshold }
    }
}
