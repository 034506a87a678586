import Hummingbird
import Logging

@testable import SemblanceServer

extension HTTPPipeline {
    /// A pipeline for a test: no keys, no lines, the default limits.
    static func testing(
        _ options: ServerOptions = ServerOptions(), keys: KeyRing = KeyRing(), metrics: ServerMetrics = ServerMetrics(),
        logger: Logger = .silent
    ) -> HTTPPipeline {
        HTTPPipeline(options: options, keys: keys, metrics: metrics, logger: logger)
    }

    /// A client of a router with these routes.
    func client(_ logger: Logger = .silent, routes: (Router<ServerContext>) -> Void) -> RouterClient {
        let router = router()
        routes(router)
        return RouterClient(router, logger: logger)
    }
}

extension Logger {
    /// Writes nothing.
    static var silent: Logger { Logger(label: "silent") { _ in SwiftLogNoOpLogHandler() } }

    /// Writes JSON lines to a list.
    static func recording(_ lines: LineRecorder) -> Logger {
        Logger(label: "test") { JSONLogHandler(label: $0, level: .debug) { lines.add($0) } }
    }
}
