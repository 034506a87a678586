import HTTPTypes
import Hummingbird
import Logging
import SemblanceCore

/// Turns whatever a route throws into one problem document, and tells the log what the client is not told.
struct ProblemMiddleware: RouterMiddleware {
    typealias Context = ServerContext

    private let metrics: ServerMetrics

    init(metrics: ServerMetrics) {
        self.metrics = metrics
    }

    func handle(
        _ request: Request, context: ServerContext, next: (Request, ServerContext) async throws -> Response
    ) async throws -> Response {
        do {
            return try await next(request, context)
        } catch {
            let problem = Problem(error)
            if problem.status.code >= 400, let reason = Self.rejection(problem) { metrics.rejected(reason) }
            if problem.status.kind == .serverError {
                context.logger.log(
                    level: problem.code == "cancelled" ? .debug : .error, "request failed", metadata: ["error": "\(Self.words(error))"])
            }
            return problem.response(to: request, requestID: context.requestID)
        }
    }

    /// Why the server refused to take on a request; nil where it took it on and something else was wrong.
    private static func rejection(_ problem: Problem) -> ServerMetrics.Rejection? {
        switch problem.status.code {
        case 401: .unauthorized
        case 403: .forbidden
        case 408: .timeout
        case 413: .bodyTooLarge
        case 415: .unsupported
        case 429: .rateLimited
        case 503 where problem.code == "overloaded": .overloaded
        case 503 where problem.code == "cancelled": .cancelled
        default: nil
        }
    }

    private static func words(_ error: any Error) -> String {
        (error as? SemblanceError)?.debugDescription ?? String(reflecting: error)
    }
}
