/// Time since a moment.
struct Stopwatch: Sendable {
    private let start = ContinuousClock.now

    /// In milliseconds.
    var milliseconds: Double { start.duration(to: .now) / .milliseconds(1) }
}
