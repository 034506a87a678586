import Logging
import SemblanceCore
import SemblanceIndex
import SemblanceStorage
import SemblanceTestSupport
import Testing

@testable import SemblanceServer
@testable import SemblanceService

@Suite("An index that is not exact, over HTTP")
struct IndexRecallTests {
    private struct List: Decodable { let models: [ModelAnswer] }

    /// Makes an index that misses every second neighbour, every search of which is repeated.
    private static func factory(floor: Double, _ lines: LineRecorder) -> @Sendable (ServerMetrics) -> IndexFactory {
        { metrics in
            IndexFactory(
                IndexSettings(kind: .pgvector, recallSample: 1, recallFloor: floor),
                observer: .reporting(to: .recording(lines), metrics, collection: "default")
            ) { record, database, _ in
                let latents = try await database.changes.snapshot(model: record.id).latents
                return .init(
                    index: HalfBlindIndex(try ExactIndex(ids: latents.ids, rows: latents.vectors, dimension: record.model.latentDimension)))
            }
        }
    }

    private func search(_ live: LiveServer, _ id: Int64, _ members: String = "") async throws -> String {
        let body = #"{"image_id": \#(id), "k": 4\#(members)}"#
        return try await live.reply(
            to: "POST /v1/search HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: \(body.utf8.count)\r\n"
                + "Connection: close\r\n\r\n\(body)")
    }

    private func metrics(_ live: LiveServer) async throws -> String {
        try await live.reply(to: "GET /metrics HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
    }

    @Test("its recall is measured and shown; below the floor replies are exact, and log and metrics say why")
    func fallsBack() async throws {
        let lines = LineRecorder()
        try await ServerBench.with(24, indexes: Self.factory(floor: 0.9, lines)) { server in
            let id = try await server.id(3)
            let serving = try await server.parts.shelf.collection(named: server.bench.collection.name)
            server.parts.metrics.showIndexes { [serving] }
            try await LiveServer.run(metrics: server.parts.metrics, routes: server.routes) { live in
                #expect(try await search(live, id, #", "exact": true"#).contains(#""exact":true"#))
                // The two searches so far had other shares, and one in thirty is no matter: the window goes on from here.
                let before = serving.status.version?.recallFigures?.samples ?? 0
                #expect(try await metrics(live).contains(#"semblance_index_fallback{collection="default"} 0"#))
                for number in 1...28 {
                    #expect(try await search(live, id).contains(#""exact":false"#))
                    try await eventually { serving.status.version?.recallFigures?.samples ?? 0 >= min(before + number, 30) }
                }
                try await eventually { serving.status.version?.isFallenBack == true }
                #expect(try await search(live, id).contains(#""exact":true"#))
                let shown = try await metrics(live)
                #expect(shown.contains(#"semblance_index_fallback{collection="default"} 1"#))
                #expect(shown.contains(#"semblance_recall_at_k{collection="default"} 0.5"#))
                #expect(shown.contains(#"semblance_recall_samples_total{collection="default"} 3"#))
                #expect(shown.contains(#"semblance_index_info{collection="default",kind="quantized"} 1"#))
            }
            let warning = try #require(
                try lines.objects("recall is below the floor; searches are exhaustive from now on").first)
            #expect(warning["level"] as? String == "warning" && warning["collection"] as? String == "default")
            #expect(warning["samples"] as? Int == 30 && warning["recall"] as? Double ?? 1 < 0.6)
            #expect(try lines.objects("index loaded").first?["reason"] as? String == "configured")
        }
    }

    @Test("versions tell how they are searched, the one that serves alone")
    func models() async throws {
        try await ServerBench.with(12, indexes: Self.factory(floor: 0, LineRecorder())) { server in
            let id = try await server.id(1)
            _ = try await server.bench.database.models.register(Bench.model(), in: server.bench.collection.id)
            let body = #"{"image_id": \#(id), "k": 4}"#
            #expect(try await server.post("/v1/search", json: body).json(SearchAnswer.self).exact == false)
            try await eventually {
                let models = try await server.get("/v1/models").json(List.self).models
                return models.last?.index?.recall?.samples == 2 && models.first?.index == nil
            }
            let index = try #require(try await server.get("/v1/models/\(server.bench.record.id)").json(ModelAnswer.self).index)
            #expect(index.kind == "quantized" && index.reason == "configured" && !index.exact && !index.fallback && index.bytes == nil)
            #expect(index.recall?.worst == 0.5)
        }
        try await ServerBench.with(3) { server in
            let index = try #require(try await server.get("/v1/models/\(server.bench.record.id)").json(ModelAnswer.self).index)
            #expect(index.kind == "exact" && index.exact && !index.fallback && index.bytes ?? 0 > 0 && index.recall == nil)
        }
    }
}
