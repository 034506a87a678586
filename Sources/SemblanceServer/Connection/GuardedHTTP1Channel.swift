import Hummingbird
import HummingbirdCore
import Logging
import NIOCore
import NIOHTTP1

/// HTTP/1 as Hummingbird speaks it, with handlers that end connections in good order, answer bytes that are no request, and notice clients
/// that go away.
struct GuardedHTTP1Channel: ServerChildChannel {
    typealias Value = HTTP1Channel.Value

    private let base: HTTP1Channel
    private let rejected: @Sendable () -> Void

    /// - Parameters:
    ///   - base: the channel that parses requests and hands them to the responder
    ///   - rejected: called for every request that cannot be parsed
    init(_ base: HTTP1Channel, rejected: @escaping @Sendable () -> Void) {
        self.base = base
        self.rejected = rejected
    }

    func setup(channel: any Channel, logger: Logger) -> EventLoopFuture<Value> {
        let rejected = rejected
        return base.setup(channel: channel, logger: logger).flatMapThrowing { value in
            let pipeline = channel.pipeline.syncOperations
            let decoder = try pipeline.handler(type: ByteToMessageHandler<HTTPRequestDecoder>.self)
            try pipeline.addHandlers(
                [
                    LingeringCloseHandler(), ContinueHandler(), PresenceHandler(), MalformedRequestHandler(rejected: rejected),
                ] as [any ChannelHandler], position: .after(decoder))
            return value
        }
    }

    func handle(value: Value, logger: Logger) async {
        await base.handle(value: value, logger: logger)
    }
}
