/// Is told what happens in a queue, for metrics. Called often: each does little.
public struct QueueObserver: Sendable {
    /// How many wait now.
    public var waiting: @Sendable (Int) -> Void
    /// How long one of them waited.
    public var waited: @Sendable (Duration) -> Void
    /// That a batch of so many began.
    public var began: @Sendable (Int) -> Void

    /// Tells nobody, unless told otherwise.
    public init(
        waiting: @escaping @Sendable (Int) -> Void = { _ in }, waited: @escaping @Sendable (Duration) -> Void = { _ in },
        began: @escaping @Sendable (Int) -> Void = { _ in }
    ) {
        self.waiting = waiting
        self.waited = waited
        self.began = began
    }
}
