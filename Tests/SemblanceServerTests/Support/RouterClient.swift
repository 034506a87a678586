import Foundation
import HTTPTypes
import Hummingbird
import Logging
import NIOCore
import NIOEmbedded

@testable import SemblanceServer

/// Sends requests to a router in memory, without a socket.
struct RouterClient {
    private let responder: RouterResponder<ServerContext>
    private let logger: Logger

    /// - Parameters:
    ///   - router: a router with its routes
    ///   - logger: where its lines go; nowhere unless named
    init(_ router: Router<ServerContext>, logger: Logger = .silent) {
        router.refuseOtherMethods()
        responder = router.buildResponder()
        self.logger = logger
    }

    /// Sends a request with a body of bytes, in one piece and with its length, or in pieces without.
    func send(
        _ method: HTTPRequest.Method = .get, _ path: String, headers: HTTPFields = [:], body: [UInt8] = [], chunked: Int? = nil
    ) async throws -> Reply {
        var headers = headers
        if !body.isEmpty, chunked == nil { headers[.contentLength] = String(body.count) }
        let chunks = stride(from: 0, to: body.count, by: chunked ?? max(body.count, 1)).map {
            ByteBuffer(bytes: body[$0..<min($0 + (chunked ?? body.count), body.count)])
        }
        let stream = AsyncStream { continuation in
            for chunk in chunks { continuation.yield(chunk) }
            continuation.finish()
        }
        return try await send(method, path, headers: headers, stream: RequestBody(asyncSequence: stream))
    }

    /// Sends a request whose body comes as it likes.
    func send(_ method: HTTPRequest.Method, _ path: String, headers: HTTPFields = [:], stream: RequestBody) async throws -> Reply {
        let head = HTTPRequest(method: method, scheme: "http", authority: "localhost", path: path, headerFields: headers)
        let context = ServerContext(source: ApplicationRequestContextSource(channel: NIOAsyncTestingChannel(), logger: logger))
        let response = try await responder.respond(to: Request(head: head, body: stream), context: context)
        let writer = CollectingWriter()
        try await response.body.write(writer)
        return Reply(status: response.status.code, headers: response.headers, body: writer.bytes)
    }
}
