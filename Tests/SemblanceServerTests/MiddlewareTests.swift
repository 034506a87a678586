import HTTPTypes
import Hummingbird
import NIOCore
import SemblanceStorage
import Testing

@testable import SemblanceServer

@Suite("Middleware")
struct MiddlewareTests {
    private func client(_ options: ServerOptions = ServerOptions(), lines: LineRecorder = LineRecorder()) -> RouterClient {
        HTTPPipeline.testing(options).client(.recording(lines)) { router in
            router.get("v1/images/:id") { _, _ in "image" }
            router.get("page") { _, _ in
                Response(status: .ok, headers: [.contentSecurityPolicy: "default-src 'self'", .cacheControl: "max-age=60"])
            }
            router.get("stream") { _, _ in
                Response(
                    status: .ok,
                    body: ResponseBody { writer in
                        for _ in 0..<3 { try await writer.write(ByteBuffer(string: "four")) }
                        try await writer.finish(nil)
                    })
            }
            router.group("keyed").requireScope(.read).post("act") { _, _ in "done" }
            router.post("v1/upload") { _, _ in "done" }
        }
    }

    @Test(
        "a sane request id is kept and echoed, any other replaced",
        arguments: [
            ("abc.DEF_1-2", true), (String(repeating: "x", count: 128), true), (String(repeating: "x", count: 129), false), ("", false),
            ("a b", false), ("a\"b", false), ("é", false),
        ])
    func requestIDs(id: String, isKept: Bool) async throws {
        let reply = try await client().send(.get, "/v1/images/1", headers: [.requestID: id])
        let echoed = try #require(reply.headers[.requestID])
        #expect((echoed == id) == isKept)
        #expect(RequestIDMiddleware.isSane(echoed))
    }

    @Test("requests without an id get different ones, errors too")
    func freshIDs() async throws {
        let client = client()
        let first = try await client.send(.get, "/nothing"), second = try await client.send(.get, "/nothing")
        #expect(first.headers[.requestID] != second.headers[.requestID])
        #expect(try first.problem().requestID == first.headers[.requestID])
    }

    @Test("every reply carries the security headers; a route's own stay", arguments: ["/v1/images/1", "/nothing", "/page"])
    func securityHeaders(path: String) async throws {
        let headers = try await client().send(.get, path).headers
        #expect(headers[.xContentTypeOptions] == "nosniff")
        #expect(headers[.referrerPolicy] == "no-referrer")
        #expect(headers[.frameOptions] == "DENY")
        #expect(headers[.crossOriginResourcePolicy] == "same-origin")
        #expect(headers[.cacheControl] == (path == "/page" ? "max-age=60" : "no-store"))
        #expect(headers[.contentSecurityPolicy]?.hasPrefix("default-src '\(path == "/page" ? "self" : "none")'") == true)
        #expect(headers[values: .contentSecurityPolicy].count == 1)
    }

    @Test("no origin is allowed unless it is named")
    func crossOrigin() async throws {
        let origin: HTTPFields = [.origin: "https://a.example"]
        #expect(try await client().send(.get, "/v1/images/1", headers: origin).headers[.accessControlAllowOrigin] == nil)
        var options = ServerOptions()
        options.corsOrigins = ["https://a.example"]
        let named = client(options)
        let reply = try await named.send(.get, "/nothing", headers: origin)
        #expect(reply.headers[.accessControlAllowOrigin] == "https://a.example")
        #expect(reply.headers[.crossOriginResourcePolicy] == "cross-origin")
        #expect(reply.headers[.vary] == "Origin")
        for other in ["https://a.example.evil", "http://a.example", "null", "https://a.example:8443"] {
            let refused = try await named.send(.get, "/v1/images/1", headers: [.origin: other])
            #expect(refused.headers[.accessControlAllowOrigin] == nil)
            #expect(refused.headers[.vary] == "Origin")
        }
    }

    @Test("a preflight is answered without a key, for named origins only")
    func preflight() async throws {
        var options = ServerOptions()
        options.corsOrigins = ["https://a.example"]
        let keys = KeyRing([KeyRing.Key(hash: Array(repeating: 1, count: 32), id: 1, name: "a", scope: .read)])
        let client = HTTPPipeline.testing(options, keys: keys).client { router in
            router.group("v1").requireScope(.write).post("images") { _, _ in "done" }
        }
        var headers: HTTPFields = [.origin: "https://a.example", .accessControlRequestMethod: "POST"]
        let reply = try await client.send(.options, "/v1/images", headers: headers)
        #expect(reply.status == 204)
        #expect(reply.headers[.accessControlAllowOrigin] == "https://a.example")
        #expect(reply.headers[.accessControlAllowMethods]?.contains("POST") == true)
        headers[.origin] = "https://b.example"
        let refused = try await client.send(.options, "/v1/images", headers: headers)
        #expect(refused.status == 405)
        #expect(refused.headers[.accessControlAllowOrigin] == nil)
    }

    @Test(
        "compressed bodies are refused",
        arguments: [
            ("gzip", 415), ("identity", 200), ("Identity , identity", 200), ("identity, br", 415), ("deflate", 415), ("", 415),
        ])
    func contentEncoding(encoding: String, status: Int) async throws {
        let reply = try await client().send(.post, "/v1/upload", headers: [.contentEncoding: encoding], body: [1])
        #expect(reply.status == status)
        if status == 415 { #expect(try reply.problem().code == "unsupported") }
    }

    @Test("one line a request says what was asked, by whom, and what came of it")
    func accessLog() async throws {
        let lines = LineRecorder()
        let client = client(lines: lines)
        _ = try await client.send(.get, "/v1/images/31?secret=1", headers: [.requestID: "id-1"])
        _ = try await client.send(.get, "/v1/unknown")
        _ = try await client.send(.get, "/stream")
        let requests = try lines.objects("request")
        #expect(requests.compactMap { $0["route"] as? String } == ["/v1/images/{id}", "unmatched", "/stream"])
        #expect(requests.compactMap { $0["status"] as? Int } == [200, 404, 200])
        #expect(requests.first?["request_id"] as? String == "id-1")
        #expect(requests.first?["method"] as? String == "GET")
        #expect(requests.first?["bytes"] as? Int == 5)
        #expect(requests.last?["bytes"] as? Int == 12)
        #expect(requests.allSatisfy { ($0["duration_ms"] as? Double).map { $0 >= 0 } == true })
        #expect(!lines.all.joined().contains("secret"))
    }
}
