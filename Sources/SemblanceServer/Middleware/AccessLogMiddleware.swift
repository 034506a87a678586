import Hummingbird
import Logging

/// Writes one line a request, once its reply has been written.
struct AccessLogMiddleware: RouterMiddleware {
    typealias Context = ServerContext

    func handle(
        _ request: Request, context: ServerContext, next: (Request, ServerContext) async throws -> Response
    ) async throws -> Response {
        let response = try await next(request, context)
        let status = response.status.code
        return response.reporting { bytes in
            var metadata: Logger.Metadata = [
                "method": .string(request.method.rawValue),
                "route": .string(context.route),
                "status": .stringConvertible(status),
                "duration_ms": .stringConvertible((context.elapsed / .milliseconds(1) * 1000).rounded() / 1000),
                "bytes": .stringConvertible(bytes),
            ]
            if let id = context.principal?.keyID { metadata["key_id"] = .stringConvertible(id) }
            if let client = context.clientAddress { metadata["client"] = .string(client) }
            context.logger.info("request", metadata: metadata)
        }
    }
}
