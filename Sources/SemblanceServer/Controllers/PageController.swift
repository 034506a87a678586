import HTTPTypes
import Hummingbird
import NIOCore

/// The web page, for browsers. It needs no key: what it asks the API for does.
struct PageController: Sendable {
    /// What the page may load, and from where: its own files, the API, and pictures that it was given.
    private static let policy = """
        default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; connect-src 'self'; base-uri 'none'; \
        form-action 'none'; frame-ancestors 'none'
        """

    func addRoutes(to router: Router<ServerContext>) {
        router.get("/") { request, _ in Self.reply(WebAsset.page, to: request) }
        router.get("assets/:name") { request, context in
            guard let asset = context.parameters.get("name").flatMap({ WebAsset.all[$0] }) else {
                throw Problem.notFound("The page has no such file.")
            }
            return Self.reply(asset, to: request)
        }
    }

    private static func reply(_ asset: WebAsset, to request: Request) -> Response {
        var response = asset.caching.isKnown(to: request) ? asset.caching.notModified : whole(asset)
        response.headers[.contentSecurityPolicy] = policy
        return response
    }

    private static func whole(_ asset: WebAsset) -> Response {
        var fields = asset.caching.fields
        fields[.contentType] = asset.type
        return Response(status: .ok, headers: fields, body: ResponseBody(byteBuffer: ByteBuffer(bytes: asset.bytes)))
    }
}
