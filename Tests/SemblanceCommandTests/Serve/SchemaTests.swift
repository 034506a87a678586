import Foundation
import SemblanceTestSupport
import Testing

extension ServeTests {
    @Suite("The server and its description")
    struct SchemaTests {
        /// What holds of every reply: no 5xx, and nothing that the document does not name.
        private static let checks = [
            "not_a_server_error", "status_code_conformance", "content_type_conformance", "response_headers_conformance",
            "response_schema_conformance",
        ]

        @Test("schemathesis finds no reply that /openapi.yaml does not describe")
        func conformance() async throws {
            let packages = Corpora.packageRoot + "/.dependencies/schemathesis"
            try #require(FileManager.default.fileExists(atPath: packages), "schemathesis is missing: run make setup")
            let semblance = try await CommandStage.shared.ready().copied()
            try await ServeTests.serve(semblance) { server in
                var tester = semblance
                tester.variables = [
                    "PYTHONPATH": packages + ":" + Corpora.packageRoot + "/scripts/schemathesis", "SCHEMATHESIS_HOOKS": "hooks",
                    "PYTHONDONTWRITEBYTECODE": "1",
                ]
                let python = ProcessInfo.processInfo.environment["PYTHON"] ?? "python3"
                let url = "http://127.0.0.1:\(server.port)"
                let arguments = [
                    python, "-m", "schemathesis.cli", "run", url + "/openapi.yaml", "--url", url, "--seed", "1", "--max-examples", "8",
                    "--phases", "examples,coverage,fuzzing", "--checks", Self.checks.joined(separator: ","), "--continue-on-failure",
                    "--generation-deterministic", "--request-timeout", "60", "--no-color",
                    "--suppress-health-check", "all",
                ]
                let outcome = try await tester.run("/usr/bin/env", arguments, within: 500)
                #expect(outcome.status == 0, "\(outcome.output)\(outcome.errors)")
                #expect(outcome.output.contains("passed"))
                // Searches were answered, photos taken in and jobs queued, not only refused.
                let metrics = try await server("GET /metrics").body
                for (route, status) in [("/v1/search", 200), ("/v1/images", 201), ("/v1/jobs", 202), ("/v1/interpolations", 200)] {
                    #expect(metrics.contains("method=\"POST\",route=\"\(route)\",status=\"\(status)\""), "\(route) \(status)")
                }
                #expect(try await server("GET /readyz").status == 200)
            }
        }
    }
}
