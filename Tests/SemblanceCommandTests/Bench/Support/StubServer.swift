import NIOCore
import NIOHTTP1
import NIOPosix
import Synchronization

@testable import semblance

/// A server that answers as a test wants it to.
final class StubServer: Sendable {
    /// What becomes of a request.
    enum Answer: Sendable {
        case status(HTTPResponseStatus, keepAlive: Bool = true)
        /// 200 after some time.
        case delayed(by: TimeAmount)
        /// 200, not before some time since the server's first request has passed.
        case stalled(until: TimeAmount)
        /// The connection is closed instead.
        case hangUp
    }

    /// What the server has seen.
    struct Record: Sendable {
        var connections = 0
        var requests = 0
        var pending = 0
        /// The most requests that waited for their answers at one time.
        var mostPending = 0
        var first: NIODeadline?
        /// Methods, paths and bodies of the requests.
        var seen: [String] = []
    }

    private let state = Mutex(Record())
    private let answer: @Sendable (Int) -> Answer

    private init(_ answer: @escaping @Sendable (Int) -> Answer) { self.answer = answer }

    /// What has been seen so far.
    var record: Record { state.withLock { $0 } }

    /// Runs `body` beside a server.
    ///
    /// - Parameter answer: what becomes of a request, by its number from 0
    static func with<Result>(
        _ answer: @escaping @Sendable (Int) -> Answer, _ body: (StubServer, ServerAddress) async throws -> Result
    ) async throws -> Result {
        let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
        let server = StubServer(answer)
        let channel = try await ServerBootstrap(group: group)
            .serverChannelOption(.backlog, value: 512)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.configureHTTPServerPipeline(withPipeliningAssistance: false)
                    try channel.pipeline.syncOperations.addHandler(Handler(server))
                }
            }
            .bind(host: "127.0.0.1", port: 0).get()
        let outcome: Swift.Result<Result, any Error>
        do {
            outcome = .success(try await body(server, ServerAddress(host: "127.0.0.1", port: channel.localAddress?.port ?? 0)))
        } catch {
            outcome = .failure(error)
        }
        try await group.shutdownGracefully()
        return try outcome.get()
    }

    private func connected() { state.withLock { $0.connections += 1 } }

    /// - Returns: what becomes of the request, and when the first one came
    private func received(_ request: String) -> (answer: Answer, first: NIODeadline) {
        let (number, first) = state.withLock { state in
            let first = state.first ?? .now()
            state.first = first
            state.requests += 1
            state.pending += 1
            state.mostPending = max(state.mostPending, state.pending)
            state.seen.append(request)
            return (state.requests - 1, first)
        }
        return (answer(number), first)
    }

    private func answered() { state.withLock { $0.pending -= 1 } }

    private final class Handler: ChannelInboundHandler {
        typealias InboundIn = HTTPServerRequestPart
        typealias OutboundOut = HTTPServerResponsePart

        private let server: StubServer
        private var text = ""

        init(_ server: StubServer) { self.server = server }

        func channelActive(context: ChannelHandlerContext) { server.connected() }

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            switch unwrapInboundIn(data) {
            case .head(let head): text = "\(head.method) \(head.uri) \(head.headers["Content-Type"].first ?? "-") "
            case .body(let part): text += String(buffer: part)
            case .end:
                let (answer, first) = server.received(text)
                switch answer {
                case .status(let status, let keepAlive): reply(status, keepAlive: keepAlive, context)
                case .delayed(let time): later(.now() + time, context)
                case .stalled(let time): later(max(first + time, .now()), context)
                case .hangUp:
                    server.answered()
                    context.close(promise: nil)
                }
            }
        }

        private func later(_ time: NIODeadline, _ context: ChannelHandlerContext) {
            context.eventLoop.assumeIsolated().scheduleTask(deadline: time) { self.reply(.ok, keepAlive: true, context) }
        }

        private func reply(_ status: HTTPResponseStatus, keepAlive: Bool, _ context: ChannelHandlerContext) {
            server.answered()
            let headers: HTTPHeaders = ["Content-Length": "2", "Connection": keepAlive ? "keep-alive" : "close"]
            context.write(wrapOutboundOut(.head(HTTPResponseHead(version: .http1_1, status: status, headers: headers))), promise: nil)
            context.write(wrapOutboundOut(.body(.byteBuffer(ByteBuffer(string: "{}")))), promise: nil)
            let isSent = context.eventLoop.makePromise(of: Void.self)
            if !keepAlive { isSent.futureResult.assumeIsolated().whenComplete { _ in context.close(promise: nil) } }
            context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: isSent)
        }

        func errorCaught(context: ChannelHandlerContext, error: any Error) { context.close(promise: nil) }
    }
}
