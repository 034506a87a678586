import Synchronization

/// The pairs of blocks that are left to be looked at, and what was found in the others; any thread may ask and add.
final class PairWork: Sendable {
    private struct State {
        var next = (0, 0)
        var done = 0
        var pairs: [SimilarPair] = []
        var isStopped = false
    }

    private let blocks: Int
    private let limit: Int
    private let state = Mutex(State())

    init(blocks: Int, limit: Int) {
        self.blocks = blocks
        self.limit = limit
    }

    /// Two blocks, the second not before the first; nil where none are left, or the work was stopped.
    func next() -> (Int, Int)? {
        state.withLock { state in
            guard !state.isStopped, state.pairs.count <= limit, state.next.0 < blocks else { return nil }
            let pair = state.next
            state.next = pair.1 + 1 < blocks ? (pair.0, pair.1 + 1) : (pair.0 + 1, pair.0 + 1)
            return pair
        }
    }

    func add(_ pairs: [SimilarPair]) {
        state.withLock { state in
            state.done += 1
            if state.pairs.count <= limit { state.pairs += pairs }
        }
    }

    func stop() { state.withLock { $0.isStopped = true } }

    /// The share of the pairs of blocks that was looked at.
    var fraction: Double { Double(state.withLock { $0.done }) / Double(max(blocks * (blocks + 1) / 2, 1)) }

    /// All pairs; nil where they are too many.
    var found: [SimilarPair]? { state.withLock { $0.pairs.count <= limit ? $0.pairs : nil } }
}
