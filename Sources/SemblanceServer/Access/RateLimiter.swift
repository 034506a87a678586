import Synchronization

/// A token bucket for each client: requests at a steady rate, and a burst of some more at once.
///
/// Memory is bounded: buckets that have filled up again say nothing and are dropped; where too many are left, those nearest to full go first.
public final class RateLimiter: Sendable {
    /// What became of one request.
    public struct Decision: Sendable, Equatable {
        /// Whether the request may pass.
        public let isAllowed: Bool
        /// How many requests may follow at once.
        public let remaining: Int
        /// Seconds until the next request may pass, at least 1; 0 for one that passes.
        public let retryAfter: Int
        /// Seconds until the whole burst is there again.
        public let reset: Int
    }

    private struct Bucket {
        var tokens: Double
        var time: ContinuousClock.Instant
    }

    /// Requests a second in the long run; 0 limits nothing.
    public let rate: Double
    /// How many requests may come at once.
    public let burst: Int
    private let capacity: Int
    private let buckets = Mutex<[String: Bucket]>([:])

    /// - Parameters:
    ///   - rate: requests a second and client in the long run; 0 limits nothing
    ///   - burst: how many may come at once, at least 1
    ///   - capacity: of how many clients account is kept
    public init(rate: Double, burst: Int, capacity: Int = 65_536) {
        self.rate = rate
        self.burst = max(burst, 1)
        self.capacity = max(capacity, 1)
    }

    /// Whether anything is limited.
    public var isActive: Bool { rate > 0 }

    /// How many clients account is kept of.
    public var count: Int { buckets.withLock { $0.count } }

    /// Counts one request of a client.
    ///
    /// - Parameters:
    ///   - client: the key's id or the address
    ///   - now: the time of the request
    public func take(_ client: String, at now: ContinuousClock.Instant = .now) -> Decision {
        guard isActive else { return Decision(isAllowed: true, remaining: burst, retryAfter: 0, reset: 0) }
        return buckets.withLock { buckets in
            if buckets[client] == nil, buckets.count >= capacity { evict(&buckets, at: now) }
            var tokens = buckets[client].map { level($0, at: now) } ?? Double(burst)
            let isAllowed = tokens >= 1
            if isAllowed { tokens -= 1 }
            buckets[client] = Bucket(tokens: tokens, time: now)
            return Decision(
                isAllowed: isAllowed, remaining: Int(tokens), retryAfter: isAllowed ? 0 : max(1, Int(((1 - tokens) / rate).rounded(.up))),
                reset: Int(((Double(burst) - tokens) / rate).rounded(.up)))
        }
    }

    private func level(_ bucket: Bucket, at now: ContinuousClock.Instant) -> Double {
        let elapsed = bucket.time.duration(to: now) / .seconds(1)
        return min(Double(burst), bucket.tokens + max(elapsed, 0) * rate)
    }

    /// Drops what is full again, and where that is too little, the fuller half.
    private func evict(_ buckets: inout [String: Bucket], at now: ContinuousClock.Instant) {
        buckets = buckets.filter { level($0.value, at: now) < Double(burst) }
        guard buckets.count >= capacity else { return }
        let emptiest = buckets.sorted { level($0.value, at: now) < level($1.value, at: now) }.prefix(capacity / 2)
        buckets = Dictionary(uniqueKeysWithValues: emptiest.map { ($0.key, $0.value) })
    }
}
