import NIOCore
import NIOHTTP1

/// Tells the presence of the request under way that its client went away: at once when the connection broke, after some patience
/// when the client only closed its sending side.
final class PresenceHandler: ChannelDuplexHandler, RemovableChannelHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias InboundOut = HTTPServerRequestPart
    typealias OutboundIn = HTTPServerResponsePart
    typealias OutboundOut = HTTPServerResponsePart

    private let patience: TimeAmount
    private var watched: ClientPresence?
    private var isInputClosed = false
    private var deadline: Scheduled<Void>?

    /// - Parameter patience: how long the work of a client goes on that closed its sending side
    init(patience: Duration) {
        self.patience = TimeAmount(patience)
    }

    func triggerUserOutboundEvent(context: ChannelHandlerContext, event: Any, promise: EventLoopPromise<Void>?) {
        guard case .watch(let presence) = event as? ConnectionEvent else {
            return context.triggerUserOutboundEvent(event, promise: promise)
        }
        promise?.succeed()
        guard context.channel.isActive else { return presence.hungUp() }
        watched = presence
        if isInputClosed { losePatience(context) }
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if case .inputClosed = event as? ChannelEvent {
            isInputClosed = true
            losePatience(context)
        }
        context.fireUserInboundEventTriggered(event)
    }

    func channelInactive(context: ChannelHandlerContext) {
        watched?.hungUp()
        forget()
        context.fireChannelInactive()
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        if error is IOError { watched?.hungUp() }
        context.fireErrorCaught(error)
    }

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        if case .end = unwrapOutboundIn(data) { forget() }
        context.write(data, promise: promise)
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        forget()
    }

    private func losePatience(_ context: ChannelHandlerContext) {
        guard let watched, deadline == nil else { return }
        deadline = context.eventLoop.scheduleTask(in: patience) { watched.hungUp() }
    }

    private func forget() {
        watched = nil
        deadline?.cancel()
        deadline = nil
    }
}
