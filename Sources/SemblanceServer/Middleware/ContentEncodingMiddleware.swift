import HTTPTypes
import Hummingbird

/// Refuses compressed bodies: a few bytes that unfold into many are never worth it for images.
struct ContentEncodingMiddleware: RouterMiddleware {
    typealias Context = ServerContext

    func handle(
        _ request: Request, context: ServerContext, next: (Request, ServerContext) async throws -> Response
    ) async throws -> Response {
        let encodings = request.headers[values: .contentEncoding].flatMap { $0.split(separator: ",", omittingEmptySubsequences: false) }
        guard encodings.allSatisfy({ $0.trimming(" \t").lowercased() == "identity" }) else {
            throw Problem.unsupported("Compressed bodies are not accepted; send the bytes as they are.")
        }
        return try await next(request, context)
    }
}
