/// How much a queue takes.
public struct QueueLimits: Sendable, Equatable {
    /// How many requests go together at most.
    public var maximumBatch: Int
    /// How many may wait.
    public var maximumWaiting: Int
    /// How long one waits for others that are known to come.
    public var window: Duration

    /// Limits; numbers below 1 count as 1.
    public init(maximumBatch: Int = 32, maximumWaiting: Int = 64, window: Duration = .milliseconds(2)) {
        self.maximumBatch = max(1, maximumBatch)
        self.maximumWaiting = max(1, maximumWaiting)
        self.window = window
    }
}
