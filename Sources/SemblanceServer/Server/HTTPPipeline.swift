import Hummingbird
import HummingbirdCore
import Logging
import NIOCore
import ServiceLifecycle
import UnixSignals

/// What every request passes on its way to a route, and the server around it.
public struct HTTPPipeline: Sendable {
    private let options: ServerOptions
    private let keys: KeyRing
    private let limiter: RateLimiter
    private let metrics: ServerMetrics
    private let logger: Logger

    /// - Parameters:
    ///   - options: every limit of the server
    ///   - keys: the keys in force
    ///   - metrics: where the server's figures are kept
    ///   - logger: where its lines go
    public init(options: ServerOptions, keys: KeyRing, metrics: ServerMetrics, logger: Logger) {
        self.options = options
        self.keys = keys
        self.metrics = metrics
        self.logger = logger
        limiter = RateLimiter(rate: options.rate, burst: options.burst)
    }

    /// A router without routes, in which everything else is in place. Routes come after it, and `application` closes it.
    public func router() -> Router<ServerContext> {
        let router = Router(context: ServerContext.self, options: .autoGenerateHeadEndpoints)
        router.add(middleware: RequestIDMiddleware())
        router.add(middleware: AuthenticationMiddleware(keys: keys))
        router.add(middleware: AccessLogMiddleware())
        router.add(middleware: RequestMetricsMiddleware(metrics: metrics))
        router.add(middleware: SecurityHeadersMiddleware())
        router.add(middleware: CrossOriginMiddleware(origins: options.corsOrigins))
        router.add(middleware: ProblemMiddleware(metrics: metrics))
        router.add(middleware: RateLimitMiddleware(limiter))
        router.add(middleware: ContentEncodingMiddleware())
        return router
    }

    /// The server that answers by a router.
    ///
    /// - Parameters:
    ///   - router: from `router()`, with its routes
    ///   - services: what runs beside it and ends after it
    ///   - onRunning: called with the port once connections are accepted
    public func application(
        _ router: Router<ServerContext>, services: [any Service] = [], onRunning: @escaping @Sendable (Int) async -> Void = { _ in }
    ) -> Application<RouterResponder<ServerContext>> {
        router.refuseOtherMethods()
        return Application(
            router: router, server: server,
            configuration: ApplicationConfiguration(
                address: .hostname(options.host, port: options.port),
                availableConnectionsDelegate: .maximum(options.connections, logger: logger)),
            services: services, onServerRunning: { await onRunning($0.localAddress?.port ?? 0) }, logger: logger)
    }

    /// The application as a process runs it: SIGTERM and SIGINT let the requests under way end, within the time that the options give.
    public func serviceGroup(_ application: Application<RouterResponder<ServerContext>>) -> ServiceGroup {
        var configuration = ServiceGroupConfiguration(
            services: [application], gracefulShutdownSignals: [.sigterm, .sigint], logger: logger)
        configuration.maximumGracefulShutdownDuration = .seconds(options.drainSeconds)
        return ServiceGroup(configuration: configuration)
    }

    private var server: HTTPServerBuilder {
        let configuration = HTTP1Channel.Configuration(
            idleTimeout: .milliseconds(Int64(options.idleSeconds * 1000)),
            httpDecoderConfiguration: .init(
                maxHeaderFieldSize: options.headerBytes, maxHeaderListSize: options.headerBytes,
                maxHeaderFieldCount: options.headerCount))
        let (metrics, patience) = (metrics, Duration.seconds(options.hangUpSeconds))
        return HTTPServerBuilder { responder in
            GuardedHTTP1Channel(HTTP1Channel(responder: responder, configuration: configuration), hangUpPatience: patience) {
                metrics.rejected(.malformed)
            }
        }
    }
}
