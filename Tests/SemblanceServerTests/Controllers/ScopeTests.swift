import Crypto
import Foundation
import HTTPTypes
import SemblanceStorage
import SemblanceTestSupport
import Testing

@testable import SemblanceServer

@Suite("Who may do what")
struct ScopeTests {
    private static let keys = KeyScope.allCases.enumerated().map { place, scope in
        KeyRing.Key(hash: Array(SHA256.hash(data: Data("secret-\(scope)".utf8))), id: Int64(place + 1), name: "\(scope)", scope: scope)
    }

    @Test(
        "each route asks for its scope",
        arguments: [
            (HTTPRequest.Method.post, "/v1/search", KeyScope.read), (.post, "/v1/search/batch", .read), (.post, "/v1/latents", .read),
            (.post, "/v1/reconstructions", .read), (.post, "/v1/interpolations", .read), (.get, "/v1/samples", .read),
            (.get, "/v1/images", .read), (.get, "/v1/images/1", .read), (.get, "/v1/images/1/thumbnail", .read),
            (.get, "/v1/images/1/reconstruction", .read), (.get, "/v1/images/1/neighbors", .read), (.post, "/v1/images", .write),
            (.delete, "/v1/images/999", .write), (.get, "/v1/models", .read), (.get, "/v1/models/1", .read),
            (.post, "/v1/models/999/activate", .admin), (.post, "/v1/models/rollback", .admin),
            (.delete, "/v1/models/999", .admin), (.get, "/v1/jobs", .read),
            (.post, "/v1/jobs", .admin), (.get, "/v1/jobs/1", .read), (.get, "/v1/jobs/999/events", .read),
            (.get, "/v1/jobs/1/failures", .write), (.post, "/v1/jobs/999/cancel", .admin),
            (.post, "/v1/jobs/999/retry", .admin), (.get, "/v1/map", .read), (.get, "/v1/images?random=1", .read),
        ])
    func scopes(method: HTTPRequest.Method, path: String, scope: KeyScope) async throws {
        try await ServerBench.with(2, keys: Self.keys) { server in
            #expect(try await server.client.send(method, path).status == 401)
            #expect(try await server.client.send(method, path, headers: [.authorization: "Bearer wrong"]).status == 401)
            for held in KeyScope.allCases {
                let reply = try await server.client.send(method, path, headers: [.authorization: "Bearer secret-\(held)"])
                if held < scope {
                    #expect(reply.status == 403)
                } else {
                    #expect(![401, 403, 405].contains(reply.status) && reply.status < 500)
                }
            }
        }
    }

    @Test("probes need no key", arguments: ["/healthz", "/readyz", "/version", "/openapi.yaml", "/metrics", "/", "/v1/overview"])
    func probes(path: String) async throws {
        try await ServerBench.with(1, keys: Self.keys) { server in
            let reply = try await server.client.send(.get, path)
            #expect(reply.status == 200)
        }
    }

    @Test("metrics are behind a key when asked")
    func metrics() async throws {
        var options = ServerOptions()
        options.metricsNeedKey = true
        try await ServerBench.with(1, options: options, keys: Self.keys) { server in
            let refused = try await server.client.send(.get, "/metrics")
            let shown = try await server.client.send(.get, "/metrics", headers: [.authorization: "Bearer secret-read"])
            #expect(refused.status == 401 && shown.status == 200)
        }
    }

    @Test("where photos lie is shown to write and admin keys, and where there are no keys")
    func sources() async throws {
        for (keys, secret, isShown) in [
            (Self.keys, "secret-read", false), (Self.keys, "secret-write", true), (Self.keys, "secret-admin", true), ([], "", true),
        ] {
            try await ServerBench.with(2, keys: keys) { server in
                let headers: HTTPFields = [.authorization: "Bearer \(secret)"]
                let reply = try await server.post("/v1/search", try server.photo(1), type: "image/jpeg", headers: headers)
                let hit = try reply.json(SearchAnswer.self).hits[0]
                #expect((hit.source != nil) == isShown && reply.text.contains("semblance-test") == isShown)
                for path in ["/v1/images", "/v1/images/\(hit.imageID)", "/v1/images/\(hit.imageID)/neighbors"] {
                    let text = try await server.client.send(.get, path, headers: headers).text
                    #expect(text.contains("semblance-test") == isShown, "\(path)")
                }
                let frames = try await server.post(
                    "/v1/interpolations?layout=frames&steps=2", json: #"{"a": \#(hit.imageID), "b": \#(hit.imageID)}"#, headers: headers)
                #expect(frames.status == 200 && frames.text.contains("semblance-test") == isShown)
            }
        }
    }
}
