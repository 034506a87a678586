import Dispatch
import Synchronization

/// Work on the parts of a range, on several threads at once.
enum ParallelParts {
    /// Calls `body` with ranges that make up 0..<count, at most one a thread, none but the last shorter than `least`.
    static func run(of count: Int, atLeast least: Int, threads: Int, _ body: @Sendable (Range<Int>) -> Void) {
        let size = max(least, (count + threads - 1) / threads)
        DispatchQueue.concurrentPerform(iterations: (count + size - 1) / size) { part in
            body(part * size..<min((part + 1) * size, count))
        }
    }

    /// The least of what the calls return; nil where all return nil.
    static func first(of count: Int, atLeast least: Int, threads: Int, _ body: @Sendable (Range<Int>) -> Int?) -> Int? {
        let first = Mutex<Int?>(nil)
        run(of: count, atLeast: least, threads: threads) { part in
            guard let found = body(part) else { return }
            first.withLock { $0 = min($0 ?? found, found) }
        }
        return first.withLock { $0 }
    }
}
