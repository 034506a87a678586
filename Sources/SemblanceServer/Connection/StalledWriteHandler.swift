import NIOCore

/// Closes a connection whose client has stopped reading its reply: one that takes not a byte of it for a while. A slow reader is let be.
final class StalledWriteHandler: ChannelDuplexHandler, RemovableChannelHandler {
    typealias InboundIn = NIOAny
    typealias InboundOut = NIOAny
    typealias OutboundIn = NIOAny
    typealias OutboundOut = NIOAny

    private let patience: TimeAmount
    private var waiting = 0
    private var deadline: Scheduled<Void>?

    /// - Parameter patience: how long a client may take nothing
    init(patience: TimeAmount) {
        self.patience = patience
    }

    func flush(context: ChannelHandlerContext) {
        context.flush()
        watch(context)
    }

    func channelInactive(context: ChannelHandlerContext) {
        stop()
        context.fireChannelInactive()
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        stop()
    }

    private func watch(_ context: ChannelHandlerContext) {
        guard deadline == nil else { return }
        waiting = Self.buffered(context)
        guard waiting > 0 else { return }
        schedule(NIOLoopBound((self, context), eventLoop: context.eventLoop))
    }

    private func schedule(_ bound: NIOLoopBound<(StalledWriteHandler, ChannelHandlerContext)>) {
        deadline = bound.eventLoop.scheduleTask(in: patience) {
            let (handler, context) = bound.value
            handler.deadline = nil
            let left = Self.buffered(context)
            guard left > 0 else { return }
            guard left < handler.waiting else { return context.close(promise: nil) }
            handler.waiting = left
            handler.schedule(bound)
        }
    }

    private func stop() {
        deadline?.cancel()
        deadline = nil
    }

    /// The bytes that wait for the client to take them.
    private static func buffered(_ context: ChannelHandlerContext) -> Int {
        (try? context.channel.syncOptions?.getOption(.bufferedWritableBytes)) ?? 0
    }
}
