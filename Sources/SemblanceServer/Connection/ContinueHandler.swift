import NIOCore
import NIOHTTP1

/// Answers `Expect: 100-continue` once the request's body is about to be read, and not before: a request that is refused by its
/// head never has its body sent.
final class ContinueHandler: ChannelDuplexHandler, RemovableChannelHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias InboundOut = HTTPServerRequestPart
    typealias OutboundIn = HTTPServerResponsePart
    typealias OutboundOut = HTTPServerResponsePart

    private var isAwaited = false

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch unwrapInboundIn(data) {
        case .head(let head): isAwaited = head.headers.first(name: "expect")?.lowercased() == "100-continue"
        case .body, .end: isAwaited = false
        }
        context.fireChannelRead(data)
    }

    func triggerUserOutboundEvent(context: ChannelHandlerContext, event: Any, promise: EventLoopPromise<Void>?) {
        guard case .bodyWanted = event as? ConnectionEvent else { return context.triggerUserOutboundEvent(event, promise: promise) }
        promise?.succeed()
        guard isAwaited else { return }
        isAwaited = false
        context.writeAndFlush(wrapOutboundOut(.head(HTTPResponseHead(version: .http1_1, status: .continue))), promise: nil)
    }
}
