/// What came of a run of load.
struct LoadOutcome: Sendable {
    /// Of the requests that were answered with 200.
    var latencies = LatencySamples()
    /// Requests that were answered with another status, or not at all.
    var errors = 0
    /// Answers within `seconds`.
    var answered = 0
    /// How long the run lasted; a steady one to its last answer.
    var seconds = 0.0
    /// CPU seconds that the generator took.
    var cpuSeconds = 0.0

    /// Answers a second.
    var requestsPerSecond: Double { seconds > 0 ? Double(answered) / seconds : 0 }
    /// The cores that the generator kept busy.
    var generatorCores: Double { seconds > 0 ? cpuSeconds / seconds : 0 }
}
