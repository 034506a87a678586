import Synchronization

/// Keeps reports apart, so that they cost nothing beside the work.
final class ReportPace: Sendable {
    private static let interval = Duration.milliseconds(500)
    private let last = Mutex<ContinuousClock.Instant?>(nil)

    /// Whether to report now.
    func isDue(isLast: Bool = false) -> Bool {
        last.withLock { last in
            guard isLast || last.map({ .now >= $0 + Self.interval }) ?? true else { return false }
            last = .now
            return true
        }
    }
}
