import HTTPTypes
import Hummingbird
import Logging

/// Gives every request a name, which stands in each of its log lines and in the reply. A client's own `X-Request-Id` is kept where it is sane.
struct RequestIDMiddleware: RouterMiddleware {
    typealias Context = ServerContext

    /// The field that carries the name.
    static let headerName = "X-Request-Id"
    private static let longest = 128

    func handle(
        _ request: Request, context: ServerContext, next: (Request, ServerContext) async throws -> Response
    ) async throws -> Response {
        var context = context
        if let given = request.headers[.requestID], Self.isSane(given) { context.requestID = given }
        context.logger[metadataKey: "hb.request.id"] = nil
        context.logger[metadataKey: "request_id"] = .string(context.requestID)
        var response = try await next(request, context)
        response.headers[.requestID] = context.requestID
        return response
    }

    /// A new name: 128 random bits in hexadecimal.
    static func makeID() -> String {
        let bits = (UInt64.random(in: .min ... .max), UInt64.random(in: .min ... .max))
        return [bits.0, bits.1].map { String($0 | 1 << 63, radix: 16) }.joined()
    }

    /// Whether a client's name may stand in logs and replies: letters, digits, dots, dashes and underscores, at most 128 of them.
    static func isSane(_ id: String) -> Bool {
        !id.isEmpty && id.utf8.count <= longest
            && id.utf8.allSatisfy {
                switch $0 {
                case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "0")...UInt8(ascii: "9"),
                    UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "-"):
                    true
                default: false
                }
            }
    }
}
