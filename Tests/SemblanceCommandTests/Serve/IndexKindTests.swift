import Foundation
import Testing

extension ServeTests {
    @Suite("The index")
    struct IndexKindTests {
        @Test("what serves is logged with its reason, and shown in metrics and models", arguments: ["auto", "pgvector"])
        func kinds(setting: String) async throws {
            let stage = try await CommandStage.shared.ready()
            var semblance = try await stage.copied()
            semblance.variables = ["SEMBLANCE_INDEX_KIND": setting]
            let kind = setting == "auto" ? "exact" : setting
            try await ServeTests.serve(semblance, "--workers", "0") { server in
                let reply = try await server.search(ServeTests.bytes(stage.photos[3])).json()
                #expect(reply["exact"]?.isTrue == true && reply["hits"]?.items.count == 3)
                let model = try #require(try await server("GET /v1/models").json()["models"]?.items.first)
                #expect(model["index"]?["kind"]?.text == kind && model["index"]?["exact"]?.isTrue == true)
                #expect((model["index"]?["bytes"]?.int != nil) == (kind == "exact"))
                try await until {
                    try await server("GET /metrics").body.contains(
                        #"semblance_index_info{collection="default",kind="\#(kind)"} 1"#)
                }
                let line = try #require(try server.log.first { $0["message"]?.text == "index loaded" })
                #expect(line["index"]?.text == kind && line["latents"]?.int == CommandStage.facesCount)
                #expect(
                    line["reason"]?.text
                        == (setting == "auto"
                            ? "200 latents take less than 1 MB and are searched quickly enough as they are" : "configured"))
            }
        }
    }
}
