import NIOCore
import NIOHTTP1

/// Closes a connection in an order that lets the client read the whole reply.
///
/// A reply ends its connection when it or its request says so, and when it was written before the request had been read to its end: whoever
/// sends on must not keep the connection. Closing a socket with unread bytes resets it and can take the reply away again, so
/// the sending side is closed first, and what still comes is read and dropped for a while.
final class LingeringCloseHandler: ChannelDuplexHandler, RemovableChannelHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias InboundOut = HTTPServerRequestPart
    typealias OutboundIn = HTTPServerResponsePart
    typealias OutboundOut = HTTPServerResponsePart

    private enum State {
        case open, closing, lingering
    }

    private struct Request {
        let isKeepAlive: Bool
        var isRead = false
    }

    private let timeout: TimeAmount
    private var state = State.open
    /// The requests without a whole reply, in order: a client may send the next one before it has the last one's reply.
    private var unanswered: [Request] = []
    private var lastReply: EventLoopFuture<Void>?
    /// How many replies have been written whose last byte the socket has not taken yet.
    private var unsent = 0
    private var isInputClosed = false
    private var deadline: Scheduled<Void>?

    /// - Parameter timeout: how long bytes are dropped before the socket is closed altogether
    init(timeout: Duration = .seconds(2)) {
        self.timeout = TimeAmount(timeout)
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard state != .lingering else { return }
        switch unwrapInboundIn(data) {
        case .head(let head): unanswered.append(Request(isKeepAlive: head.isKeepAlive))
        case .body: break
        case .end: if !unanswered.isEmpty { unanswered[unanswered.count - 1].isRead = true }
        }
        context.fireChannelRead(data)
    }

    func channelReadComplete(context: ChannelHandlerContext) {
        guard state == .lingering else { return context.fireChannelReadComplete() }
        context.read()
    }

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        guard state != .lingering else {
            promise?.fail(ChannelError.outputClosed)
            return
        }
        switch unwrapOutboundIn(data) {
        case .head(var head) where head.status.code >= 200:
            let isLast = head.headers[canonicalForm: "connection"].contains { $0.lowercased() == "close" }
            if isLast || unanswered.first.map({ !$0.isKeepAlive || !$0.isRead }) ?? true {
                state = .closing
                head.headers.replaceOrAdd(name: "connection", value: "close")
            }
            context.write(wrapOutboundOut(.head(head)), promise: promise)
        case .end:
            if !unanswered.isEmpty { unanswered.removeFirst() }
            let written = promise ?? context.eventLoop.makePromise()
            lastReply = written.futureResult
            unsent += 1
            let bound = NIOLoopBound(self, eventLoop: context.eventLoop)
            written.futureResult.whenComplete { _ in bound.value.unsent -= 1 }
            context.write(data, promise: written)
            if state == .closing {
                context.flush()
                linger(context)
            }
        default:
            context.write(data, promise: promise)
        }
    }

    func close(context: ChannelHandlerContext, mode: CloseMode, promise: EventLoopPromise<Void>?) {
        guard context.channel.isActive, state == .lingering || (mode == .all && unanswered.isEmpty && unsent > 0) else {
            return context.close(mode: mode, promise: promise)
        }
        context.channel.closeFuture.cascade(to: promise)
        if state != .lingering { linger(context) }
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if case .inputClosed = event as? ChannelEvent {
            isInputClosed = true
            if state == .lingering, unsent == 0 { context.close(promise: nil) }
        }
        context.fireUserInboundEventTriggered(event)
    }

    func channelInactive(context: ChannelHandlerContext) {
        deadline?.cancel()
        context.fireChannelInactive()
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        deadline?.cancel()
    }

    private func linger(_ context: ChannelHandlerContext) {
        state = .lingering
        let bound = NIOLoopBound((self, context), eventLoop: context.eventLoop)
        lastReply?.whenComplete { result in
            let (handler, context) = bound.value
            guard case .success = result, !handler.isInputClosed else { return context.close(promise: nil) }
            context.close(mode: .output, promise: nil)
            handler.deadline = context.eventLoop.scheduleTask(in: handler.timeout) { bound.value.1.close(promise: nil) }
        }
        context.read()
    }
}
