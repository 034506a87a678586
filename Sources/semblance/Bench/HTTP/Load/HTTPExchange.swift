import NIOCore
import NIOHTTP1

/// A whole answer.
struct LoadReply: Sendable, Equatable {
    var status = 0
    var body: [UInt8] = []
}

/// One request and its whole answer, on a connection of its own.
final class HTTPExchange: ChannelInboundHandler {
    typealias InboundIn = HTTPClientResponsePart
    typealias OutboundOut = HTTPClientRequestPart

    private let request: LoadRequest
    private let answer: EventLoopPromise<LoadReply>
    private var reply = LoadReply()

    init(_ request: LoadRequest, _ answer: EventLoopPromise<LoadReply>) {
        self.request = request
        self.answer = answer
    }

    func channelActive(context: ChannelHandlerContext) {
        context.write(wrapOutboundOut(.head(request.head)), promise: nil)
        if let body = request.body { context.write(wrapOutboundOut(.body(.byteBuffer(body))), promise: nil) }
        context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch unwrapInboundIn(data) {
        case .head(let head): reply.status = Int(head.status.code)
        case .body(let part): reply.body += part.readableBytesView
        case .end:
            answer.succeed(reply)
            context.close(promise: nil)
        }
    }

    func channelInactive(context: ChannelHandlerContext) {
        answer.fail(ChannelError.eof)
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        answer.fail(error)
        context.close(promise: nil)
    }
}
