import HTTPTypes
import Hummingbird

/// Refuses clients that ask too often: each key, and where none is known each address. Only what lies below `/v1/` counts, so that probes
/// and the page always answer.
struct RateLimitMiddleware: RouterMiddleware {
    typealias Context = ServerContext

    private let limiter: RateLimiter

    init(_ limiter: RateLimiter) {
        self.limiter = limiter
    }

    func handle(
        _ request: Request, context: ServerContext, next: (Request, ServerContext) async throws -> Response
    ) async throws -> Response {
        guard limiter.isActive, Self.counts(request, context) else { return try await next(request, context) }
        let decision = limiter.take(Self.client(context))
        guard decision.isAllowed else { throw Problem.rateLimited(retryAfter: decision.retryAfter, headers: fields(decision)) }
        var response = try await next(request, context)
        response.headers.append(contentsOf: fields(decision))
        return response
    }

    private func fields(_ decision: RateLimiter.Decision) -> HTTPFields {
        [
            .rateLimitLimit: String(limiter.burst), .rateLimitRemaining: String(decision.remaining),
            .rateLimitReset: String(decision.reset),
        ]
    }

    /// The matched route decides, since more than one spelling of a path leads to it; a path that leads nowhere counts as it is spelt.
    private static func counts(_ request: Request, _ context: ServerContext) -> Bool {
        context.route.hasPrefix("/v1/") || request.uri.path.hasPrefix("/v1/")
    }

    private static func client(_ context: ServerContext) -> String {
        context.principal?.keyID.map { "key \($0)" } ?? "address \(context.clientAddress ?? "")"
    }
}
