import HTTPTypes
import Metrics

/// What the server measures of itself, by the names under which Prometheus sees it. The values of labels are few: routes are templates,
/// and methods that nobody uses are `other`.
public struct ServerMetrics: Sendable {
    /// The stages that a request can pass through.
    public enum Stage: String, Sendable, CaseIterable {
        case decode, queue, encode, search, render
    }

    /// Why a request was not taken on.
    public enum Rejection: String, Sendable, CaseIterable {
        case malformed, unauthorized, forbidden, timeout, unsupported, overloaded, cancelled
        case bodyTooLarge = "body_too_large"
        case rateLimited = "rate_limited"
    }

    private static let methods: Set<String> = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]

    /// Where the figures are kept.
    public let registry: PrometheusRegistry

    /// - Parameter registry: where the figures are kept
    public init(_ registry: PrometheusRegistry = PrometheusRegistry()) {
        self.registry = registry
        registry.describe("http_server_request_duration_seconds", help: "Time from a request's head to the end of its reply.")
        registry.describe("semblance_stage_duration_seconds", help: "Time that a request spent in one stage.")
        registry.describe(
            "semblance_encode_batch_size", help: "Images in one forward pass.", buckets: [1, 2, 4, 8, 16, 32, 64])
        registry.describe("semblance_recall_samples_total", help: "Searches that were repeated to measure recall.")
        registry.describe("semblance_rejected_total", help: "Requests that were not taken on.")
    }

    /// Counts one request and the time that it took.
    public func request(method: HTTPRequest.Method, route: String, status: Int, duration: Duration) {
        let method = Self.methods.contains(method.rawValue) ? method.rawValue : "other"
        Timer(
            label: "http_server_request_duration_seconds",
            dimensions: [("method", method), ("route", route), ("status", String(status))], factory: registry
        ).recordNanoseconds(duration.nanoseconds)
    }

    /// Counts the time that a request spent in one stage.
    public func stage(_ stage: Stage, _ duration: Duration) {
        Timer(label: "semblance_stage_duration_seconds", dimensions: [("stage", stage.rawValue)], factory: registry)
            .recordNanoseconds(duration.nanoseconds)
    }

    /// Runs work and counts its time as that of a stage, also when it throws.
    public func time<Value>(_ stage: Stage, _ body: () async throws -> Value) async rethrows -> Value {
        let start = ContinuousClock.now
        defer { self.stage(stage, start.duration(to: .now)) }
        return try await body()
    }

    /// Counts one forward pass.
    public func encodeBatch(_ size: Int) {
        Recorder(label: "semblance_encode_batch_size", dimensions: [], aggregate: true, factory: registry).record(size)
    }

    /// Counts a request that was not taken on.
    public func rejected(_ reason: Rejection) {
        Counter(label: "semblance_rejected_total", dimensions: [("reason", reason.rawValue)], factory: registry).increment()
    }
}
