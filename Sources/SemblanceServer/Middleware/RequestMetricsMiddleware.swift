import Hummingbird

/// Measures every request from its head to the last byte of its reply.
struct RequestMetricsMiddleware: RouterMiddleware {
    typealias Context = ServerContext

    private let metrics: ServerMetrics

    init(metrics: ServerMetrics) {
        self.metrics = metrics
    }

    func handle(
        _ request: Request, context: ServerContext, next: (Request, ServerContext) async throws -> Response
    ) async throws -> Response {
        let response = try await next(request, context)
        let status = response.status.code
        return response.reporting { _ in
            metrics.request(method: request.method, route: context.route, status: status, duration: context.elapsed)
        }
    }
}
