import Synchronization

/// The critic's scores of a corpus's images, kept beside the index for searches that ask with one of them.
final class RealismTable: Sendable {
    private let scores: Mutex<[Int64: Float]>

    /// The scores of some images; nil where there is none.
    init(_ ids: [Int64], _ realism: [Float?]) {
        var scores: [Int64: Float] = [:]
        scores.reserveCapacity(ids.count)
        for (id, score) in zip(ids, realism) { scores[id] = score }
        self.scores = Mutex(scores)
    }

    subscript(_ id: Int64) -> Float? {
        get { scores.withLock { $0[id] } }
        set { scores.withLock { $0[id] = newValue } }
    }
}
