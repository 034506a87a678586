import SemblanceImaging

/// How many photos of a corpus are never learned from, so that a model can be measured on them.
public enum HeldOutShare: Sendable, Equatable, Codable {
    /// Two in a hundred, at most 1,000 and at least a batch; none of a corpus of fewer than ten batches.
    case automatic
    /// A share of the corpus, 0 … 0.5: exactly the photos of `HeldOutSlice`.
    case fraction(Double)
    /// A number of photos.
    case count(Int)

    /// Divides a corpus: photos are held out in the order of `HeldOutSlice`, while a batch remains to be learned from; the others keep
    /// the order that they were given in.
    public func split(_ files: [CorpusFile], batchSize: Int) -> (learned: [CorpusFile], heldOut: [CorpusFile]) {
        let ordered = HeldOutSlice.ordered(files)
        let wanted =
            switch self {
            case .automatic: Self.usualCount(of: files.count, batchSize: batchSize)
            case .fraction(let share): ordered.prefix { HeldOutSlice.position(of: $0.path) < share }.count
            case .count(let count): count
            }
        let heldOut = Array(ordered.prefix(min(wanted, max(0, files.count - batchSize))))
        let names = Set(heldOut.map(\.path))
        return (names.isEmpty ? files : files.filter { !names.contains($0.path) }, heldOut)
    }

    /// What `automatic` comes to.
    public static func usualCount(of total: Int, batchSize: Int) -> Int {
        total < 10 * batchSize ? 0 : min(1000, max(total / 50, batchSize))
    }
}
