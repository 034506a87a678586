import HTTPTypes
import Hummingbird
import Testing

@testable import SemblanceServer

@Suite("Rate limits")
struct RateLimiterTests {
    private let start = ContinuousClock.now

    @Test("a burst passes at once, then requests pass at the rate")
    func bucket() {
        let limiter = RateLimiter(rate: 2, burst: 3)
        #expect((0..<3).map { _ in limiter.take("a", at: start).remaining } == [2, 1, 0])
        let refused = limiter.take("a", at: start)
        #expect(refused == RateLimiter.Decision(isAllowed: false, remaining: 0, retryAfter: 1, reset: 2))
        #expect(!limiter.take("a", at: start + .milliseconds(400)).isAllowed)
        #expect(limiter.take("a", at: start + .milliseconds(500)).isAllowed)
        #expect(!limiter.take("a", at: start + .milliseconds(501)).isAllowed)
        #expect(limiter.take("b", at: start).isAllowed)
        // However long nothing comes, no more than the burst is saved up.
        #expect((0..<4).map { _ in limiter.take("a", at: start + .seconds(3600)).isAllowed } == [true, true, true, false])
    }

    @Test("the wait is in whole seconds, at least one", arguments: [(0.1, 10), (0.4, 3), (1.0, 1), (50.0, 1)])
    func retryAfter(rate: Double, seconds: Int) {
        let limiter = RateLimiter(rate: rate, burst: 1)
        _ = limiter.take("a", at: start)
        #expect(limiter.take("a", at: start).retryAfter == seconds)
    }

    @Test("rate 0 limits nothing and keeps no account")
    func off() {
        let limiter = RateLimiter(rate: 0, burst: 1)
        #expect((0..<100).allSatisfy { _ in limiter.take("a", at: start).isAllowed })
        #expect(limiter.count == 0)
    }

    @Test("memory is bounded, and those who asked too much stay on account")
    func eviction() {
        let limiter = RateLimiter(rate: 1, burst: 10, capacity: 100)
        for _ in 0..<10 { _ = limiter.take("greedy", at: start) }
        for client in 0..<5000 { _ = limiter.take("client \(client)", at: start) }
        #expect(limiter.count <= 100)
        #expect(!limiter.take("greedy", at: start).isAllowed)
        // An hour later all buckets are full, so one newcomer at the bound drops them all.
        for client in 0..<101 { _ = limiter.take("later \(client)", at: start + .seconds(3600)) }
        #expect(limiter.count <= 100)
    }

    @Test("the API answers 429 with Retry-After; probes always answer")
    func middleware() async throws {
        var options = ServerOptions()
        options.rate = 0.5
        options.burst = 2
        let metrics = ServerMetrics()
        let client = HTTPPipeline.testing(options, metrics: metrics).client { router in
            router.get("v1/images") { _, _ in "images" }
            router.get("healthz") { _, _ in "ok" }
        }
        let replies = [
            try await client.send(.get, "/v1/images"), try await client.send(.get, "//v1/images"),
            try await client.send(.get, "/v1/images"),
        ]
        #expect(replies.map(\.status) == [200, 200, 429])
        #expect(replies.map { $0.headers[.rateLimitRemaining] } == ["1", "0", "0"])
        #expect(replies[2].headers[.retryAfter] == "2")
        #expect(try replies[2].problem().code == "rate_limited")
        #expect(try await client.send(.get, "/v1/nothing").status == 429)
        for _ in 0..<5 { #expect(try await client.send(.get, "/healthz").status == 200) }
        #expect(metrics.registry.render().contains("semblance_rejected_total{reason=\"rate_limited\"} 2\n"))
    }
}
