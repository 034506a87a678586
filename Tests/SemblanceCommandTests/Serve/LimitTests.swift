import Foundation
import Testing

extension ServeTests {
    @Suite("A server's limits")
    struct LimitTests {
        @Test("More uploads than it takes on are told to come back, and it is well again afterwards")
        func overload() async throws {
            let stage = try await CommandStage.shared.ready()
            var semblance = try await stage.copied()
            semblance.variables = ["SEMBLANCE_SERVER_QUEUE": "1", "SEMBLANCE_SERVER_BATCH": "1"]
            let photos = try stage.photos.prefix(60).map(ServeTests.bytes)
            try await ServeTests.serve(semblance, "--workers", "0") { server in
                let replies = try await withThrowingTaskGroup(of: HTTPReply.self) { group in
                    for photo in photos { group.addTask { try await server.search(photo) } }
                    return try await group.reduce(into: []) { $0.append($1) }
                }
                let refused = replies.filter { $0.status != 200 }
                #expect(refused.count < photos.count && !refused.isEmpty)
                for reply in refused {
                    try reply.expectProblem(503, "overloaded")
                    #expect(reply.fields["retry-after"].flatMap { Int($0) } ?? 0 >= 1)
                }
                for photo in photos.prefix(5) { #expect(try await server.search(photo).status == 200) }
                #expect(
                    try await server("GET /metrics").body.contains("semblance_rejected_total{reason=\"overloaded\"} \(refused.count)\n"))
            }
        }

        @Test("Each key has a rate of its own")
        func rate() async throws {
            var semblance = try await CommandStage.shared.ready().copied()
            var keys: [String] = []
            for name in ["one", "two"] {
                let made = try await semblance("keys", "create", name, "--scope", "read", "--json").json()
                keys.append(try #require(made["secret"]?.text))
            }
            semblance.variables = ["SEMBLANCE_SERVER_RATE_PER_SECOND": "0.01", "SEMBLANCE_SERVER_RATE_BURST": "3"]
            try await ServeTests.serve(semblance, "--workers", "0") { [keys] server in
                for key in keys {
                    for _ in 0..<3 { #expect(try await server("GET /v1/models", key: key).status == 200) }
                    let reply = try await server("GET /v1/models", key: key)
                    try reply.expectProblem(429, "rate_limited")
                    #expect((1...100).contains(reply.fields["retry-after"].flatMap { Int($0) } ?? 0))
                    #expect(try await server("GET /healthz", key: key).status == 200)
                }
            }
        }

        @Test("Its log is lines of JSON that name requests, and no secrets")
        func log() async throws {
            let stage = try await CommandStage.shared.ready()
            var semblance = try await stage.copied()
            let secret = try #require(try await semblance("keys", "create", "one", "--scope", "admin", "--json").json()["secret"]?.text)
            let password = "only-for-this-database"
            semblance.url = semblance.url?.replacingOccurrences(of: "@/", with: ":\(password)@/")
            try #require(semblance.url?.contains(password) == true, "\(semblance.url ?? "")")
            let outcome = try await ServeTests.serve(semblance) { server in
                let reply = try await server.search(try ServeTests.bytes(stage.photos[0]), key: secret)
                let id = try #require(reply.fields["x-request-id"])
                _ = try await server("GET /v1/images?key=\(secret)", key: "smb_of_somebody_else")
                try await until { try server.log.contains { $0["request_id"]?.text == id } }
                let line = try #require(try server.log.first { $0["request_id"]?.text == id })
                #expect(line["route"]?.text == "/v1/search" && line["status"]?.int == 200 && line["key_id"]?.int == 1)
            }
            let lines = try outcome.errors.split(separator: "\n").map { try JSONDocument(String($0)) }
            #expect(lines.allSatisfy { $0["time"] != nil && $0["level"] != nil && $0["message"] != nil })
            for word in [secret, password, "smb_"] { #expect(!(outcome.errors + outcome.output).contains(word)) }
        }
    }
}
