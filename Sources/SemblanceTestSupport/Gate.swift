/// Holds tasks up until it is opened.
public actor Gate {
    private var isOpen = false
    private var waiting: [CheckedContinuation<Void, Never>] = []
    private var watching: [CheckedContinuation<Void, Never>] = []
    private var hasArrival = false

    /// A gate that is closed.
    public init() {}

    /// Waits until the gate is open.
    public func pass() async {
        hasArrival = true
        for watcher in watching { watcher.resume() }
        watching = []
        guard !isOpen else { return }
        await withCheckedContinuation { waiting.append($0) }
    }

    /// Waits until somebody has come to the gate.
    public func arrived() async {
        guard !hasArrival else { return }
        await withCheckedContinuation { watching.append($0) }
    }

    /// Lets everybody through, now and later.
    public func open() {
        isOpen = true
        for waiter in waiting { waiter.resume() }
        waiting = []
    }
}
