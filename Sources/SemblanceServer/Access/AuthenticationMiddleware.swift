import HTTPTypes
import Hummingbird

/// Finds out whom a request comes from. It refuses nobody: routes say which scope they want.
struct AuthenticationMiddleware: RouterMiddleware {
    typealias Context = ServerContext

    private let keys: KeyRing

    init(keys: KeyRing) {
        self.keys = keys
    }

    func handle(
        _ request: Request, context: ServerContext, next: (Request, ServerContext) async throws -> Response
    ) async throws -> Response {
        var context = context
        context.principal = keys.principal(for: Self.secret(in: request.headers))
        context.areKeysInForce = !keys.isEmpty
        return try await next(request, context)
    }

    /// The key that a request shows: `Authorization: Bearer …`, else `X-API-Key`.
    static func secret(in headers: HTTPFields) -> String? {
        if let authorization = headers[.authorization] {
            let parts = authorization.split(separator: " ", maxSplits: 1)
            if parts.count == 2, parts[0].lowercased() == "bearer" { return parts[1].trimming(" ") }
        }
        return headers[.apiKey]
    }
}
