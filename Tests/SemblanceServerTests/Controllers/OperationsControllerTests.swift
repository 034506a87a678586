import HTTPTypes
import Hummingbird
import SemblanceCore
import SemblanceService
import SemblanceTestSupport
import Testing

@testable import SemblanceServer

@Suite("What operators ask")
struct OperationsControllerTests {
    private struct Version: Decodable {
        let name: String
        let version: String
        let api: String
    }

    private struct Ready: Decodable {
        struct Check: Decodable {
            let name: String
            let ok: Bool
        }

        let status: String
        let checks: [Check]
    }

    @Test("a server that lives says so, and which one it is")
    func version() async throws {
        try await ServerBench.with(0) { server in
            #expect(try await server.get("/healthz").json([String: String].self) == ["status": "ok"])
            let version = try await server.get("/version").json(Version.self)
            #expect(version.name == "semblance" && version.version == SemblanceVersion.current && version.api == "v1")
        }
    }

    @Test("a server that is ready says what it looked at")
    func ready() async throws {
        try await ServerBench.with(0) { server in
            let ready = try await server.get("/readyz").json(Ready.self)
            #expect(ready.status == "ready" && ready.checks.map(\.name) == ["database"] && ready.checks.allSatisfy(\.ok))
        }
    }

    @Test("one that is not names everything that is wrong, and nothing that is right")
    func notReady() async throws {
        try await ServerBench.with(0) { server in
            let checks = [
                Readiness.Check("database", problem: "the database does not answer"), .init("keys", problem: nil),
                .init("model", problem: "no model version serves"),
            ]
            let reply = try await ServerBench(server.bench, server.folder, readiness: checks).get("/readyz")
            let problem = try reply.problem()
            #expect(reply.status == 503 && problem.code == "not_ready" && reply.headers[.retryAfter] == "1")
            #expect(problem.detail == "database: the database does not answer; model: no model version serves")
        }
    }

    @Test("metrics count requests by the template of their route")
    func metrics() async throws {
        try await ServerBench.with(1) { server in
            _ = try await server.get("/v1/images/999999")
            let reply = try await server.get("/metrics")
            #expect(reply.status == 200 && reply.headers[.contentType]?.hasPrefix("text/plain") == true)
            let lines = reply.text.split(separator: "\n").filter { !$0.hasPrefix("#") }
            #expect(lines.contains { $0.contains("/v1/images/{id}") || $0.contains("/v1/images/:id") })
            #expect(!reply.text.contains("999999"))
        }
    }

    @Test("a method that a path does not know is 405, and every GET answers HEAD without a body")
    func methods() async throws {
        try await ServerBench.with(1) { server in
            for (method, path, allowed) in [
                (HTTPRequest.Method.delete, "/healthz", "GET, HEAD"), (.put, "/v1/images/1", "DELETE, GET, HEAD"),
                (.get, "/v1/search", "POST"), (.get, "/v1/models/1/activate", "POST"), (.patch, "/v1/jobs", "GET, HEAD, POST"),
            ] {
                let reply = try await server.client.send(method, path)
                #expect(try reply.status == 405 && reply.problem().code == "method_not_allowed" && reply.headers[.allow] == allowed)
            }
            for path in ["/healthz", "/openapi.yaml", "/v1/images", "/v1/images/999999", "/v1/samples?n=1"] {
                let (get, head) = (try await server.get(path), try await server.client.send(.head, path))
                #expect(head.status == get.status && head.body.isEmpty && head.headers[.contentType] == get.headers[.contentType])
            }
        }
    }
}
