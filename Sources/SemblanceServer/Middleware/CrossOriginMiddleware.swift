import HTTPTypes
import Hummingbird

/// Lets pages of the named origins, and of no others, call the API from a browser. A preflight needs no key: the browser sends none.
struct CrossOriginMiddleware: RouterMiddleware {
    typealias Context = ServerContext

    private static let methods = "GET, POST, DELETE, OPTIONS"
    private static let requestFields = "Authorization, Content-Type, Accept, X-API-Key, X-Request-Id"
    private static let replyFields = "X-Request-Id, Retry-After, Location, ETag"

    private let origins: Set<String>

    /// - Parameter origins: each as a browser sends it: scheme, host and port, no path
    init(origins: [String]) {
        self.origins = Set(origins)
    }

    func handle(
        _ request: Request, context: ServerContext, next: (Request, ServerContext) async throws -> Response
    ) async throws -> Response {
        guard let origin = request.headers[.origin], origins.contains(origin) else {
            var response = try await next(request, context)
            if !origins.isEmpty { response.headers.append(HTTPField(name: .vary, value: "Origin")) }
            return response
        }
        let isPreflight = request.method == .options && request.headers.contains(.accessControlRequestMethod)
        var response = isPreflight ? Self.preflight : try await next(request, context)
        response.headers[.accessControlAllowOrigin] = origin
        response.headers[.accessControlExposeHeaders] = Self.replyFields
        response.headers[.crossOriginResourcePolicy] = "cross-origin"
        response.headers.append(HTTPField(name: .vary, value: "Origin"))
        return response
    }

    private static var preflight: Response {
        Response(
            status: .noContent,
            headers: [.accessControlAllowMethods: methods, .accessControlAllowHeaders: requestFields, .accessControlMaxAge: "600"])
    }
}
