import HTTPTypes
import Hummingbird
import SemblanceStorage

/// Lets only those pass whose key holds a scope: 401 for those without a known key, 403 for a smaller one.
struct ScopeMiddleware: RouterMiddleware {
    typealias Context = ServerContext

    private let scope: KeyScope

    init(_ scope: KeyScope) {
        self.scope = scope
    }

    func handle(
        _ request: Request, context: ServerContext, next: (Request, ServerContext) async throws -> Response
    ) async throws -> Response {
        try context.require(scope, of: request)
        return try await next(request, context)
    }
}

extension RouterMethods where Context == ServerContext {
    /// Lets only those pass to the routes that follow whose key holds a scope: 401 for those without a known key, 403 for a smaller one.
    @discardableResult func requireScope(_ scope: KeyScope) -> Self { add(middleware: ScopeMiddleware(scope)) }
}

extension ServerContext {
    /// Throws 401 or 403 unless the request's key holds a scope. For routes that decide by what they are asked.
    func require(_ scope: KeyScope, of request: Request) throws {
        guard let principal else {
            throw Problem.unauthorized(isKeyGiven: AuthenticationMiddleware.secret(in: request.headers) != nil)
        }
        guard principal.scope >= scope else { throw Problem.forbidden(needs: scope) }
    }
}
