import Foundation
import HTTPTypes
import Hummingbird
import NIOCore

extension Response {
    /// A reply in JSON.
    static func json(_ value: some Encodable, status: HTTPResponse.Status = .ok, headers: HTTPFields = [:]) throws -> Response {
        var fields = headers
        fields[.contentType] = "application/json; charset=utf-8"
        return Response(
            status: status, headers: fields, body: ResponseBody(byteBuffer: ByteBuffer(bytes: try JSONEncoder.api.encode(value))))
    }

    /// A picture.
    ///
    /// - Parameter caching: how long clients may keep it; nil for not at all
    static func picture(_ bytes: [UInt8], type: String, caching: PictureCaching? = nil) -> Response {
        var fields: HTTPFields = [.contentType: type]
        if let caching {
            fields[.cacheControl] = "private, max-age=\(caching.seconds)"
            fields[.eTag] = caching.tag
        }
        return Response(status: .ok, headers: fields, body: ResponseBody(byteBuffer: ByteBuffer(bytes: bytes)))
    }
}

/// How a client may keep a picture.
struct PictureCaching: Sendable {
    /// For how long.
    let seconds: Int
    /// What the picture is told apart by, in quotes.
    let tag: String

    /// - Parameter identity: what determines every byte of the picture
    init(seconds: Int, identity: String) {
        self.seconds = seconds
        tag = "\"\(identity)\""
    }

    /// Whether the client has the picture already.
    func isKnown(to request: Request) -> Bool {
        guard let known = request.headers[.ifNoneMatch] else { return false }
        // A proxy that compresses makes a tag weak; for this comparison that is the same (RFC 9110, 13.1.2).
        let tags = known.split(separator: ",").map { $0.trimming(" \t") }
        return tags.contains { $0 == "*" || $0 == tag || $0 == "W/" + tag }
    }

    /// 304
    var notModified: Response { Response(status: .notModified, headers: [.eTag: tag, .cacheControl: "private, max-age=\(seconds)"]) }
}
