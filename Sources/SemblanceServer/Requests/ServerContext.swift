import Foundation
import Hummingbird
import Logging
import NIOCore

/// What the server knows of one request beside its bytes: who asks, from where, since when, and whether they still wait.
public struct ServerContext: RequestContext {
    /// What the router keeps: the logger, the matched route, the parameters of the path.
    public var coreContext: CoreRequestContextStorage
    /// The name of this request in logs and replies.
    public internal(set) var requestID: String
    /// Whoever asks; nil as long as no key was shown that the ring knows.
    public internal(set) var principal: Principal?
    /// Whether there are keys, so that one has to be shown.
    public internal(set) var areKeysInForce = false
    /// The address that the connection came from; nil where it has none.
    public let clientAddress: String?
    /// Whether the client still waits for the reply.
    public let presence: ClientPresence
    /// When the request's head was read.
    public let arrival: ContinuousClock.Instant

    private let channel: any Channel

    /// A context for a request on a channel, which need not be a socket.
    public init(source: ApplicationRequestContextSource) {
        coreContext = CoreRequestContextStorage(source: source)
        requestID = RequestIDMiddleware.makeID()
        principal = nil
        clientAddress = source.channel.remoteAddress?.ipAddress
        presence = ClientPresence(channel: source.channel)
        arrival = .now
        channel = source.channel
    }

    /// JSON with dates in RFC 3339; keys stand in the types' own `CodingKeys`.
    public var requestDecoder: JSONDecoder { .api }
    /// JSON with dates in RFC 3339 and unescaped slashes; keys stand in the types' own `CodingKeys`.
    public var responseEncoder: JSONEncoder { .api }

    /// The time since the request's head was read.
    public var elapsed: Duration { arrival.duration(to: .now) }

    /// The template of the matched route, `unmatched` where there is none.
    var route: String { endpointPath.flatMap { $0.hasPrefix("/") ? $0 : nil } ?? "unmatched" }

    /// Tells a client that waits for leave to send its body (`Expect: 100-continue`) to go on.
    func requestBody() {
        channel.triggerUserOutboundEvent(ConnectionEvent.bodyWanted, promise: nil)
    }
}
