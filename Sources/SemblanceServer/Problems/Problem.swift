import Foundation
import HTTPTypes
import Hummingbird
import NIOCore

/// What a client is told when a request fails: a problem document (RFC 9457) with a stable `code`. Routes throw it.
///
/// Nothing in it comes from within: no SQL, no path of the server, no library's words.
public struct Problem: Error, Sendable, Equatable {
    /// The media type of problem documents.
    static let mediaType = "application/problem+json"

    /// The status of the reply.
    public let status: HTTPResponse.Status
    /// A stable label in snake_case.
    public let code: String
    /// One sentence on this very failure.
    public let detail: String
    /// Seconds after which a second attempt makes sense.
    public let retryAfter: Int?
    /// Further fields of the reply's head.
    public let headers: HTTPFields
    /// Whether the connection ends with this reply, because the rest of the request is not wanted.
    public let closesConnection: Bool

    /// - Parameters:
    ///   - status: the status of the reply
    ///   - code: a stable label in snake_case
    ///   - detail: one sentence on this failure, fit for anybody
    ///   - retryAfter: seconds after which a second attempt makes sense
    ///   - headers: further fields of the reply's head
    ///   - closesConnection: whether the connection ends with this reply
    public init(
        _ status: HTTPResponse.Status, _ code: String, _ detail: String, retryAfter: Int? = nil, headers: HTTPFields = [:],
        closesConnection: Bool = false
    ) {
        self.status = status
        self.code = code
        self.detail = detail
        self.retryAfter = retryAfter
        self.headers = headers
        self.closesConnection = closesConnection
    }

    /// The reply to a request that failed with this problem.
    func response(to request: Request, requestID: String) -> Response {
        let document = document(instance: request.uri.path, requestID: requestID)
        var fields = headers
        fields[.contentType] = Self.mediaType
        fields[.contentLength] = String(document.readableBytes)
        if let retryAfter { fields[.retryAfter] = String(retryAfter) }
        if closesConnection { fields[.connection] = "close" }
        let body = request.method == .head ? ResponseBody() : ResponseBody(byteBuffer: document)
        return Response(status: status, headers: fields, body: body)
    }

    /// The document as JSON.
    func document(instance: String?, requestID: String) -> ByteBuffer {
        let document = ProblemDocument(
            type: "about:blank", title: status.reasonPhrase, status: status.code, detail: detail, instance: instance, code: code,
            requestID: requestID)
        let data = (try? JSONEncoder.api.encode(document)) ?? Data()
        return ByteBuffer(bytes: data)
    }
}
