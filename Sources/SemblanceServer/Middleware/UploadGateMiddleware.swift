import Hummingbird

/// Bounds how many bodies are held in memory at once, from their first byte to the reply.
struct UploadGateMiddleware: RouterMiddleware {
    typealias Context = ServerContext

    let gate: UploadGate

    func handle(
        _ request: Request, context: ServerContext, next: (Request, ServerContext) async throws -> Response
    ) async throws -> Response {
        guard request.method == .post else { return try await next(request, context) }
        return try await gate.pass { try await next(request, context) }
    }
}
