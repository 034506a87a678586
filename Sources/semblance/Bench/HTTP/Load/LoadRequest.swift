import NIOCore
import NIOHTTP1

/// A request that is made once and sent any number of times.
struct LoadRequest: Sendable {
    let head: HTTPRequestHead
    /// nil for a request without a body.
    let body: ByteBuffer?

    /// What is asked for.
    var path: String { head.uri }

    /// A request without a body.
    init(get path: String, at address: ServerAddress) {
        head = HTTPRequestHead(version: .http1_1, method: .GET, uri: path, headers: ["Host": address.authority])
        body = nil
    }

    /// A request with a body.
    init(post bytes: [UInt8], as contentType: String, to path: String, at address: ServerAddress) {
        let headers: HTTPHeaders = [
            "Host": address.authority, "Content-Type": contentType, "Content-Length": "\(bytes.count)", "Accept": "application/json",
        ]
        head = HTTPRequestHead(version: .http1_1, method: .POST, uri: path, headers: headers)
        body = ByteBuffer(bytes: bytes)
    }
}
