import NIOCore

/// A run of load on one event loop, where all of its methods are called.
///
/// Requests that are due wait in line for a connection. A steady pattern puts them there by the clock; a saturating one puts a
/// client's next one there as soon as the one before it is answered.
final class LoadRun {
    private let address: ServerAddress
    private let pattern: LoadPattern
    private let requests: [LoadRequest]
    private let duration: TimeAmount
    private let loop: NIOIsolatedEventLoop
    private let ended: EventLoopPromise<LoadOutcome>

    /// How long answers may take after the last request was due.
    private static let patience = TimeAmount.seconds(30)
    /// How long a client waits after a failure, so that a server which is gone is not asked as fast as the machine can.
    private static let pause = TimeAmount.milliseconds(50)

    private var start = NIODeadline.distantFuture
    private var outcome = LoadOutcome()
    private var connections: [ObjectIdentifier: LoadConnection] = [:]
    private var idle = CircularBuffer<LoadConnection>()
    private var connecting = 0
    private var waiting = CircularBuffer<NIODeadline>()
    private var sent = 0
    /// Requests that are to come, wait or are under way.
    private var outstanding = 0

    init(
        _ pattern: LoadPattern, on address: ServerAddress, requests: [LoadRequest], duration: TimeAmount, loop: any EventLoop
    ) {
        precondition(!requests.isEmpty, "a load consists of requests")
        self.pattern = pattern
        self.address = address
        self.requests = requests
        self.duration = duration
        self.loop = loop.assumeIsolated()
        ended = loop.makePromise()
    }

    private var end: NIODeadline { start + duration }

    /// Opens connections, then starts the clock.
    func begin() -> EventLoopFuture<LoadOutcome> {
        for _ in 0..<pattern.openedBeforehand { connect() }
        startWhenConnected()
        return ended.futureResult
    }

    // MARK: What connections say

    func opened(_ connection: LoadConnection) {
        connecting -= 1
        connections[ObjectIdentifier(connection)] = connection
        idle.append(connection)
        startWhenConnected()
        dispatch()
    }

    func replied(_ connection: LoadConnection, due: NIODeadline, isSuccess: Bool, isKept: Bool) {
        let now = NIODeadline.now()
        if isKept { idle.append(connection) }
        if isSuccess {
            outcome.latencies.append(nanoseconds: (now - due).nanoseconds)
            if now <= end || pattern.isSteady { outcome.answered += 1 }
            followUp(due: now)
        } else {
            failed()
        }
    }

    func closed(_ connection: LoadConnection, due: NIODeadline?) {
        connections[ObjectIdentifier(connection)] = nil
        idle.removeAll { $0 === connection }
        if due != nil { failed() }
        dispatch()
    }

    // MARK: Inside

    private func startWhenConnected() {
        guard start == .distantFuture, connecting == 0 else { return }
        start = .now()
        loop.scheduleTask(deadline: end + Self.patience) { self.giveUp() }
        switch pattern {
        case .steady(let rate):
            outstanding = max(1, Int(rate * Double(duration.nanoseconds) / 1e9))
            schedule(0, of: outstanding, every: 1e9 / rate)
        case .saturating(let clients):
            outstanding = clients
            for _ in 0..<clients { waiting.append(start) }
            dispatch()
        }
    }

    /// Puts a steady run's request in line when it is due, and the next one after it.
    private func schedule(_ number: Int, of total: Int, every nanoseconds: Double) {
        guard number < total else { return }
        let due = start + .nanoseconds(Int64(Double(number) * nanoseconds))
        loop.scheduleTask(deadline: due) {
            self.waiting.append(due)
            self.dispatch()
            self.schedule(number + 1, of: total, every: nanoseconds)
        }
    }

    private func dispatch() {
        while !waiting.isEmpty, let connection = idle.popFirst() {
            let due = waiting.removeFirst()
            connection.send(requests[sent % requests.count], due: due)
            sent += 1
        }
        while connecting < waiting.count, connections.count + connecting < pattern.connections { connect() }
    }

    private func connect() {
        connecting += 1
        let run = NIOLoopBound(self, eventLoop: loop.nonisolated())
        address.connect(on: loop.nonisolated()) { LoadConnection(run.value) }.assumeIsolated().whenFailure { _ in
            self.connecting -= 1
            self.startWhenConnected()
            // Whoever has waited longest was to get this connection.
            if self.waiting.popFirst() != nil { self.failed() }
            self.dispatch()
        }
    }

    private func failed() {
        outcome.errors += 1
        guard !pattern.isSteady, NIODeadline.now() + Self.pause < end else { return followUp(due: end) }
        loop.scheduleTask(in: Self.pause) { self.followUp(due: .now()) }
    }

    /// A client whose request is done with sends its next one, until the time is up.
    private func followUp(due: NIODeadline) {
        if !pattern.isSteady, due < end {
            waiting.append(due)
        } else {
            outstanding -= 1
        }
        if outstanding == 0 { finish() } else { dispatch() }
    }

    private func giveUp() {
        guard outstanding > 0 else { return }
        outcome.errors += outstanding
        outstanding = 0
        finish()
    }

    private func finish() {
        let elapsed = pattern.isSteady ? max(duration, NIODeadline.now() - start) : duration
        outcome.seconds = Double(elapsed.nanoseconds) / 1e9
        waiting.removeAll()
        for connection in connections.values { connection.close() }
        ended.succeed(outcome)
    }
}

extension LoadPattern {
    /// Whether the clock says when requests are due.
    fileprivate var isSteady: Bool { if case .steady = self { true } else { false } }
}
