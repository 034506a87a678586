import Foundation
import Glibc
import Testing

extension ServeTests {
    @Suite("A server's start, and its keys")
    struct StartTests {
        @Test("It tells its address, plainly or as JSON; a port that is taken is refused in one line")
        func address() async throws {
            let semblance = try await CommandStage.shared.ready().copied()
            let plain = try await semblance("serve", "--port", "0", "--workers", "0") { process in
                try await until { process.output.wholeMatch(of: /listening on http:\/\/127\.0\.0\.1:\d+ \(interrupt to stop\)\n/) != nil }
                process.send(SIGTERM)
            }
            #expect(plain.status == 0, "\(plain.errors)")
            try await ServeTests.serve(semblance, "--workers", "0") { server in
                let announced = try JSONDocument(server.process.output)
                #expect(announced["url"]?.text == "http://127.0.0.1:\(server.port)" && announced["host"]?.text == "127.0.0.1")
                let ready = try await server("GET /readyz").json()
                #expect(ready["checks"]?.items.map { $0["name"]?.text } == ["database", "model"])
                // Whatever it has begun by then, its worker included, ends with it.
                for workers in ["0", "1", "1"] {
                    let second = try await semblance("serve", "--port", "\(server.port)", "--workers", workers, within: 60)
                    #expect(second.status == 1 && second.output.isEmpty)
                    let last = try #require(second.errors.split(separator: "\n").last)
                    #expect(
                        last.hasPrefix("Error: ") && last.contains("port \(server.port)") && last.contains("--port"), "\(second.errors)")
                }
            }
        }

        @Test("An address that others reach wants a key, which counts from when it is made until it is revoked")
        func keys() async throws {
            let semblance = try await CommandStage.shared.ready().copied()
            let flags = ["serve", "--host", "0.0.0.0", "--port", "0", "--workers", "0"]
            try await semblance.run(CommandRunner.binary, flags).expectFailure(saying: "0.0.0.0", "keys create", "--insecure")
            try await ServeTests.serve(semblance, "--host", "0.0.0.0", "--insecure", "--workers", "0") { server in
                let reply = try await server("GET /v1/models")
                #expect(reply.status == 200)
            }
            let reading = try await Self.key("read", semblance)
            try await ServeTests.serve(semblance, "--host", "0.0.0.0", "--workers", "0") { server in
                try await server("GET /v1/models").expectProblem(401, "unauthorized")
                try await server("GET /v1/models", key: "smb_wrong").expectProblem(401, "unauthorized")
                #expect(try await server("GET /v1/models", key: reading).status == 200)
                try await server("POST /v1/models/1/activate", key: reading).expectProblem(403, "forbidden")
                let ruling = try await Self.key("admin", semblance)
                try await until { try await server("POST /v1/models/1/activate", key: ruling).status == 200 }
                for (id, key) in [("1", reading), ("2", ruling)] {
                    #expect(try await semblance("keys", "revoke", id).status == 0)
                    try await until { try await server("GET /v1/models", key: key).status == 401 }
                }
                // No key is left: that opens nothing.
                try await server("GET /v1/models").expectProblem(401, "unauthorized")
                #expect(try await server("GET /healthz").status == 200)
            }
        }

        private static func key(_ scope: String, _ semblance: CommandRunner) async throws -> String {
            try #require(try await semblance("keys", "create", "a-\(scope)", "--scope", scope, "--json").json()["secret"]?.text)
        }
    }
}
