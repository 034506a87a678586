import HTTPTypes
import Hummingbird
import NIOCore
import SemblanceCore
import SemblanceStorage

/// What operators ask: whether it lives, whether it is ready, what it is, what it measures.
struct OperationsController: Sendable {
    let parts: ServerParts

    func addRoutes(to router: Router<ServerContext>) {
        router.get("healthz") { _, _ in try Response.json(["status": "ok"]) }
        router.get("readyz", use: ready)
        router.get("version") { _, _ in try Response.json(["name": "semblance", "version": SemblanceVersion.current, "api": "v1"]) }
        router.get("openapi.yaml") { _, _ in
            Response(
                status: .ok, headers: [.contentType: "application/yaml; charset=utf-8"],
                body: ResponseBody(byteBuffer: ByteBuffer(bytes: PackageResources.openapi_yaml)))
        }
        router.get("metrics", use: metrics)
    }

    /// `GET /readyz`
    @Sendable func ready(_ request: Request, context: ServerContext) async throws -> Response {
        let readiness = await parts.readiness()
        if readiness.isReady { return try .json(ReadyReply(status: "ready", checks: readiness.checks)) }
        let wrong = readiness.checks.filter { !$0.isOK }.map { "\($0.name): \($0.detail ?? "not there")" }
        throw Problem(.serviceUnavailable, "not_ready", wrong.joined(separator: "; "), retryAfter: 1)
    }

    /// `GET /metrics`
    @Sendable func metrics(_ request: Request, context: ServerContext) async throws -> Response {
        if parts.options.metricsNeedKey { try context.require(.read, of: request) }
        return Response(
            status: .ok, headers: [.contentType: PrometheusRegistry.mediaType],
            body: ResponseBody(byteBuffer: ByteBuffer(string: parts.metrics.registry.render())))
    }

    private struct ReadyReply: Encodable {
        let status: String
        let checks: [Readiness.Check]
    }
}
