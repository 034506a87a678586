import Hummingbird
import HummingbirdCore
import Logging
import NIOCore
import NIOHTTP1

/// HTTP/1 as Hummingbird speaks it, with handlers that end connections in good order, answer bytes that are no request, and notice clients
/// that go away or stop reading.
struct GuardedHTTP1Channel: ServerChildChannel {
    typealias Value = HTTP1Channel.Value

    private let base: HTTP1Channel
    private let hangUpPatience: Duration
    private let rejected: @Sendable () -> Void

    /// - Parameters:
    ///   - base: the channel that parses requests and hands them to the responder
    ///   - hangUpPatience: how long the work of a client goes on that closed its sending side
    ///   - rejected: called for every request that cannot be parsed
    init(_ base: HTTP1Channel, hangUpPatience: Duration, rejected: @escaping @Sendable () -> Void) {
        self.base = base
        self.hangUpPatience = hangUpPatience
        self.rejected = rejected
    }

    func setup(channel: any Channel, logger: Logger) -> EventLoopFuture<Value> {
        let (rejected, patience, hangUpPatience) = (rejected, base.configuration.idleTimeout, hangUpPatience)
        return base.setup(channel: channel, logger: logger).flatMapThrowing { value in
            let pipeline = channel.pipeline.syncOperations
            let decoder = try pipeline.handler(type: ByteToMessageHandler<HTTPRequestDecoder>.self)
            var handlers: [any ChannelHandler] = [
                LingeringCloseHandler(), ContinueHandler(), PresenceHandler(patience: hangUpPatience),
                MalformedRequestHandler(rejected: rejected),
            ]
            // Nearest to the socket, because it must close whatever the others wait for.
            if let patience { handlers.insert(StalledWriteHandler(patience: patience), at: 0) }
            try pipeline.addHandlers(handlers, position: .after(decoder))
            return value
        }
    }

    func handle(value: Value, logger: Logger) async {
        await base.handle(value: value, logger: logger)
    }
}
