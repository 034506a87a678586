import HTTPTypes
import NIOCore
import NIOHTTP1

/// Answers bytes that are no HTTP request with a problem document and ends the connection. An error within the body of a request is
/// left to whoever reads that body.
final class MalformedRequestHandler: ChannelDuplexHandler, RemovableChannelHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias InboundOut = HTTPServerRequestPart
    typealias OutboundIn = HTTPServerResponsePart
    typealias OutboundOut = HTTPServerResponsePart

    private let rejected: @Sendable () -> Void
    private var underWay = 0

    /// - Parameter rejected: called for every request that is refused
    init(rejected: @escaping @Sendable () -> Void) {
        self.rejected = rejected
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        if case .head = unwrapInboundIn(data) { underWay += 1 }
        context.fireChannelRead(data)
    }

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        if case .end = unwrapOutboundIn(data) { underWay -= 1 }
        context.write(data, promise: promise)
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        guard underWay == 0, let parserError = error as? HTTPParserError else { return context.fireErrorCaught(error) }
        rejected()
        let problem = Problem(parserError)
        let requestID = RequestIDMiddleware.makeID()
        let body = problem.document(instance: nil, requestID: requestID)
        let headers: HTTPHeaders = [
            "content-type": Problem.mediaType, "content-length": "\(body.readableBytes)", "connection": "close",
            RequestIDMiddleware.headerName: requestID,
        ]
        let status = HTTPResponseStatus(statusCode: problem.status.code)
        context.write(wrapOutboundOut(.head(HTTPResponseHead(version: .http1_1, status: status, headers: headers))), promise: nil)
        context.write(wrapOutboundOut(.body(.byteBuffer(body))), promise: nil)
        context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
    }
}
