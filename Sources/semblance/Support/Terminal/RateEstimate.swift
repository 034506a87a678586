import Foundation

/// How fast work goes, the last ten seconds or so counting most.
struct RateEstimate: Sendable, Equatable {
    private var last: (time: Double, done: Int)
    private var smoothed: Double?
    private static let memory = 10.0

    /// Units a second; nil before anything was done.
    var rate: Double? { smoothed }

    /// - Parameters:
    ///   - time: when the work begins, in seconds
    ///   - done: how much was done before
    init(time: Double, done: Int) {
        last = (time, done)
    }

    /// Takes note of how far the work has come.
    mutating func observe(time: Double, done: Int) {
        let span = time - last.time
        guard span > 0.05, done != last.done || smoothed != nil else { return }
        let current = Double(done - last.done) / span
        let weight = 1 - exp(-span / Self.memory)
        smoothed = smoothed.map { $0 + weight * (current - $0) } ?? current
        last = (time, done)
    }

    static func == (a: RateEstimate, b: RateEstimate) -> Bool {
        a.last == b.last && a.smoothed == b.smoothed
    }
}
