import HTTPTypes
import Hummingbird

/// Sets the fields that keep a browser from doing more with a reply than was meant. A field that a route has set stays as it is, so that the
/// page can name what it may load.
struct SecurityHeadersMiddleware: RouterMiddleware {
    typealias Context = ServerContext

    private static let fields: [(HTTPField.Name, String)] = [
        (.xContentTypeOptions, "nosniff"),
        (.contentSecurityPolicy, "default-src 'none'; frame-ancestors 'none'"),
        (.referrerPolicy, "no-referrer"),
        (.frameOptions, "DENY"),
        (.crossOriginResourcePolicy, "same-origin"),
        (.cacheControl, "no-store"),
    ]

    func handle(
        _ request: Request, context: ServerContext, next: (Request, ServerContext) async throws -> Response
    ) async throws -> Response {
        var response = try await next(request, context)
        for (name, value) in Self.fields where !response.headers.contains(name) {
            response.headers[name] = value
        }
        return response
    }
}
