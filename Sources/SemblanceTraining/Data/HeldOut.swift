import Crypto
import SemblanceCore
import SemblanceImaging

/// How many photos of a corpus are never learned from, so that a model can be measured on them.
public enum HeldOutShare: Sendable, Equatable, Codable {
    /// Two in a hundred, at most 1,000 and at least a batch; none of a corpus of fewer than ten batches.
    case automatic
    /// A share of the corpus, 0 … 0.5.
    case fraction(Double)
    /// A number of photos.
    case count(Int)

    /// How many photos of `total` it comes to, while a batch remains to be learned from.
    public func resolved(total: Int, batchSize: Int) -> Int {
        switch self {
        case .automatic: total < 10 * batchSize ? 0 : min(1000, max(total / 50, batchSize))
        case .fraction(let share): min(Int(share * Double(total)), max(0, total - batchSize))
        case .count(let count): min(count, max(0, total - batchSize))
        }
    }
}

/// Which photos are held out: those whose names come first when names are ordered by their SHA-256. The order has nothing to do with
/// what photos show, and a name keeps its place whatever else the corpus holds.
public enum HeldOut {
    /// The files in that order.
    public static func ordered(_ files: [CorpusFile]) -> [CorpusFile] {
        files.map { (file: $0, hash: Array(SHA256.hash(data: $0.path.bytes))) }
            .sorted { $0.hash.lexicographicallyPrecedes($1.hash) }.map(\.file)
    }

    /// Divides a corpus: the first `count` of that order, and the others in the order that they were given in.
    static func split(_ files: [CorpusFile], count: Int) -> (learned: [CorpusFile], heldOut: [CorpusFile]) {
        let heldOut = Array(ordered(files).prefix(count))
        let names = Set(heldOut.map(\.path))
        return (names.isEmpty ? files : files.filter { !names.contains($0.path) }, heldOut)
    }
}
