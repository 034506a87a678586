import SemblanceImaging

/// How many photos of a corpus are never learned from, so that a model can be measured on them.
public enum HeldOutShare: Sendable, Equatable, Codable {
    /// The slice of two in a hundred, or as much more of the same order as makes a batch; nothing of a corpus of fewer than ten batches.
    case automatic
    /// A share of the corpus, 0 … 0.5: exactly the photos of `HeldOutSlice`.
    case fraction(Double)
    /// A number of photos.
    case count(Int)

    /// Whether nothing is held out of a corpus of so many photos, so that nobody needs their bytes.
    public func isNone(of total: Int, batchSize: Int) -> Bool {
        switch self {
        case .automatic: total < 10 * batchSize
        case .fraction(let share): share == 0
        case .count(let count): count == 0
        }
    }

    /// Divides a corpus: photos are held out in the order of `HeldOutSlice`, while a batch remains to be learned from. Copies of a photo
    /// that is held out are not learned from either.
    ///
    /// - Parameters:
    ///   - positions: where each photo falls in 0 ..< 1 (`HeldOutSlice.position`); nil for one that cannot be read, which is never held out
    ///   - batchSize: how many photos a batch has
    /// - Returns: positions in `positions`: those to learn from in their order, those held out in that of growing slices
    public func split(_ positions: [Double?], batchSize: Int) -> (learned: [Int], heldOut: [Int]) {
        guard !isNone(of: positions.count, batchSize: batchSize) else { return (Array(positions.indices), []) }
        let ordered = HeldOutSlice.order(positions)
        func count(below share: Double) -> Int { positions.count { $0.map { $0 < share } ?? false } }
        let wanted =
            switch self {
            case .automatic: max(count(below: HeldOutSlice.usualFraction), batchSize)
            case .fraction(let share): count(below: share)
            case .count(let count): count
            }
        let heldOut = ordered.prefix(min(wanted, max(0, positions.count - batchSize)))
        guard let last = heldOut.last.flatMap({ positions[$0] }) else { return (Array(positions.indices), []) }
        return (positions.indices.filter { positions[$0].map { $0 > last } ?? true }, Array(heldOut))
    }
}
