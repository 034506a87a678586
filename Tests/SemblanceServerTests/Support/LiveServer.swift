import Hummingbird
import Logging
import SemblanceTestSupport
import ServiceLifecycle

@testable import SemblanceServer

/// A server on a free port for the time of a test.
struct LiveServer: Sendable {
    /// Where it listens.
    let port: Int
    private let group: ServiceGroup

    /// Tells the server to stop, as SIGTERM would.
    func shutDown() async {
        await group.triggerGracefulShutdown()
    }

    /// A connection to the server.
    func connect() throws -> SocketClient {
        try SocketClient(port: port)
    }

    /// Sends one request on a connection of its own and reads the reply.
    func reply(to request: String) async throws -> String {
        let client = try connect()
        try await client.send(request)
        return try await client.readReply()
    }

    /// Runs a server with some routes until the test is done with it.
    static func run<Value: Sendable>(
        _ options: ServerOptions = ServerOptions(), metrics: ServerMetrics = ServerMetrics(), routes: (Router<ServerContext>) -> Void,
        _ test: @escaping @Sendable (LiveServer) async throws -> Value
    ) async throws -> Value {
        var options = options
        options.port = 0
        let pipeline = HTTPPipeline.testing(options, metrics: metrics)
        let router = pipeline.router()
        routes(router)
        let (ports, continuation) = AsyncStream.makeStream(of: Int.self)
        let application = pipeline.application(router) { continuation.yield($0) }
        let group = pipeline.serviceGroup(application)
        return try await withThrowingTaskGroup(of: Void.self) { tasks in
            tasks.addTask {
                defer { continuation.finish() }
                try await group.run()
            }
            guard let port = await ports.first(where: { _ in true }) else {
                try await tasks.next()
                throw CancellationError()
            }
            do {
                let value = try await test(LiveServer(port: port, group: group))
                await group.triggerGracefulShutdown()
                return value
            } catch {
                await group.triggerGracefulShutdown()
                throw error
            }
        }
    }
}
