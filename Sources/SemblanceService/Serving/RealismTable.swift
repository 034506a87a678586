import Synchronization

/// The critic's scores of a corpus's images, kept beside the index for searches that ask with one of them.
final class RealismTable: Sendable {
    private let scores: Mutex<[Int64: Float]>

    init(_ scores: [Int64: Float] = [:]) { self.scores = Mutex(scores) }

    subscript(_ id: Int64) -> Float? {
        get { scores.withLock { $0[id] } }
        set { scores.withLock { $0[id] = newValue } }
    }
}
