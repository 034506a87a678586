import NIOCore
import NIOHTTP1

/// One connection of a run of load: a request at a time. Used on the run's event loop only.
final class LoadConnection: ChannelInboundHandler {
    typealias InboundIn = HTTPClientResponsePart
    typealias OutboundOut = HTTPClientRequestPart

    private let run: LoadRun
    private var context: ChannelHandlerContext?
    /// When the request that is under way was due.
    private var due: NIODeadline?
    private var isSuccess = false
    private var isKept = true

    init(_ run: LoadRun) { self.run = run }

    func channelActive(context: ChannelHandlerContext) {
        self.context = context
        run.opened(self)
    }

    /// Sends a request; the run hears `replied` or `lost`.
    func send(_ request: LoadRequest, due: NIODeadline) {
        self.due = due
        context?.write(wrapOutboundOut(.head(request.head)), promise: nil)
        if let body = request.body { context?.write(wrapOutboundOut(.body(.byteBuffer(body))), promise: nil) }
        context?.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch unwrapInboundIn(data) {
        case .head(let head):
            isSuccess = head.status == .ok
            isKept = head.isKeepAlive
        case .body: break
        case .end:
            guard let due else { return context.close(promise: nil) }
            self.due = nil
            if !isKept { context.close(promise: nil) }
            run.replied(self, due: due, isSuccess: isSuccess, isKept: isKept)
        }
    }

    func channelInactive(context: ChannelHandlerContext) {
        self.context = nil
        run.closed(self, due: due)
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        context.close(promise: nil)
    }

    func close() {
        context?.close(promise: nil)
    }
}
