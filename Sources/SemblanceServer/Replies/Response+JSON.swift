import Foundation
import HTTPTypes
import Hummingbird
import NIOCore

extension Response {
    /// A reply in JSON.
    static func json(_ value: some Encodable, status: HTTPResponse.Status = .ok, headers: HTTPFields = [:]) throws -> Response {
        json(bytes: try JSONEncoder.api.encode(value), status: status, headers: headers)
    }

    /// A reply in JSON that is encoded already.
    static func json(bytes: Data, status: HTTPResponse.Status = .ok, headers: HTTPFields = [:]) -> Response {
        var fields = headers
        fields[.contentType] = "application/json; charset=utf-8"
        return Response(status: status, headers: fields, body: ResponseBody(byteBuffer: ByteBuffer(bytes: bytes)))
    }

    /// A picture.
    ///
    /// - Parameter caching: how clients may keep it; nil for not at all
    static func picture(_ bytes: [UInt8], type: String, caching: ReplyCaching? = nil) -> Response {
        var fields = caching?.fields ?? [:]
        fields[.contentType] = type
        return Response(status: .ok, headers: fields, body: ResponseBody(byteBuffer: ByteBuffer(bytes: bytes)))
    }
}
