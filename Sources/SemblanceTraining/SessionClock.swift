/// The clock of a run that may have several sessions.
struct SessionClock {
    private let earlier: Double
    private let start = ContinuousClock.now

    /// - Parameter earlier: seconds of the sessions before
    init(earlier: Double) { self.earlier = earlier }

    /// Seconds of this session.
    var session: Double { start.duration(to: .now) / .seconds(1) }
    /// Seconds of all sessions.
    var seconds: Double { earlier + session }
}
