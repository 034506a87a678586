import Crypto
import Foundation
import HTTPTypes
import SemblanceCore
import SemblanceImaging
import SemblanceService
import SemblanceStorage
import SemblanceTestSupport
import Testing

@testable import SemblanceServer

@Suite("The life cycle of model versions over HTTP")
struct ModelLifeCycleTests {
    private static let keys = KeyScope.allCases.enumerated().map { place, scope in
        KeyRing.Key(hash: Array(SHA256.hash(data: Data("secret-\(scope)".utf8))), id: Int64(place + 1), name: "\(scope)", scope: scope)
    }

    private func headers(_ scope: KeyScope) -> HTTPFields { [.authorization: "Bearer secret-\(scope)"] }

    /// Registers another version and encodes some of the photos with it.
    private func version(_ server: ServerBench, _ name: String = "faces", faces: Int) async throws -> ModelRecord {
        let bench = server.bench
        let record = try await bench.database.models.register(Bench.model(name), in: bench.collection.id)
        guard faces > 0 else { return record }
        let folder = try TestCorpus.faces(faces)
        _ = try await bench.indexer().index(CorpusSource([folder.bytePath]), record: record)
        return record
    }

    @Test("the trail says who did what and why, to those who may see where photos lie")
    func trail() async throws {
        try await ServerBench.with(3, keys: Self.keys) { server in
            let second = try await version(server, faces: 3)
            let admin = headers(.admin)
            #expect(
                try await server.post("/v1/models/\(second.id)/activate", json: #"{"why": "twice the photos"}"#, headers: admin).status
                    == 200)
            #expect(try await server.client.send(.post, "/v1/models/rollback?why=worse+hits", headers: admin).status == 200)
            let shown = try await server.get("/v1/models/\(second.id)", headers: headers(.write)).json(ModelAnswer.self)
            #expect(shown.history?.map(\.action) == ["activate"] && shown.history?.first?.actor == "key:admin")
            #expect(shown.history?.first?.why == "twice the photos" && shown.history?.first?.model.version == 2)
            let first = try await server.get("/v1/models/\(server.bench.record.id)", headers: admin).json(ModelAnswer.self)
            #expect(first.history?.map(\.action) == ["rollback", "activate"] && first.history?.first?.why == "worse hits")
            #expect(first.history?.last?.actor.hasPrefix("job:") == true)
            #expect(try await server.get("/v1/models/\(second.id)", headers: headers(.read)).json(ModelAnswer.self).history == nil)
        }
        try await ServerBench.with(2) { server in
            let second = try await version(server, faces: 2)
            #expect(try await server.post("/v1/models/\(second.id)/activate", [], type: "application/x-www-form-urlencoded").status == 200)
            let shown = try await server.get("/v1/models/\(second.id)").json(ModelAnswer.self)
            #expect(shown.history?.first?.actor == "anonymous" && shown.history?.first?.why == nil)
        }
    }

    @Test("rollbacks go on to the one before, and an activation after them begins anew")
    func stack() async throws {
        try await ServerBench.with(2) { server in
            let (first, second, third) = (
                server.bench.record.id, try await version(server, faces: 2).id, try await version(server, faces: 2).id
            )
            for id in [second, third] { #expect(try await server.client.send(.post, "/v1/models/\(id)/activate").status == 200) }
            for expected in [second, first] {
                #expect(try await server.client.send(.post, "/v1/models/rollback").json(ModelAnswer.self).id == expected)
            }
            let end = try await server.client.send(.post, "/v1/models/rollback")
            #expect(try end.status == 409 && end.problem().detail.contains("No model version served before"))
            #expect(try await server.client.send(.post, "/v1/models/\(third)/activate").json(ModelAnswer.self).active)
            #expect(try await server.client.send(.post, "/v1/models/rollback").json(ModelAnswer.self).id == first)
        }
    }

    @Test("a version that cannot be loaded is refused, and nothing is recorded")
    func broken() async throws {
        try await ServerBench.with(
            3,
            load: { record in
                if record.model.name == "broken" { throw SemblanceError(.corrupt, "the checkpoint is damaged", detail: "/secret") }
            }
        ) { server in
            let broken = try await version(server, "broken", faces: 3)
            let reply = try await server.client.send(.post, "/v1/models/\(broken.id)/activate?force=true")
            #expect(try reply.status == 409 && reply.problem().code == "conflict")
            #expect(reply.text.contains("the checkpoint is damaged") && !reply.text.contains("secret"))
            let database = server.bench.database
            #expect(try await database.activations.current(in: server.bench.collection.id)?.modelID == server.bench.record.id)
            #expect(try await database.modelEvents.list(model: broken.id).isEmpty)
            #expect(try await server.post("/v1/search", try server.photo(1), type: "image/jpeg").status == 200)
            #expect(try await server.get("/readyz").status == 200)
        }
    }

    @Test("a version that has encoded nothing serves only when forced, and what one lacks is counted")
    func empty() async throws {
        try await ServerBench.with(4) { server in
            let (empty, part) = (try await version(server, faces: 0).id, try await version(server, faces: 1).id)
            let refused = try await server.client.send(.post, "/v1/models/\(empty)/activate")
            #expect(try refused.status == 409 && refused.problem().detail.contains("semblance index --model \(empty)"))
            let reply = try await server.client.send(.post, "/v1/models/\(part)/activate")
            #expect(try reply.status == 200 && reply.json(ModelAnswer.self).missing == 3)
            let forced = try await server.post("/v1/models/\(empty)/activate", json: #"{"force": true}"#)
            #expect(try forced.status == 200 && forced.json(ModelAnswer.self).missing == 1)
            for body in [#"{"force": 1}"#, #"{"because": "x"}"#, "[", #"{"why": 3}"#] {
                #expect(try await server.post("/v1/models/\(part)/activate", json: body).status == 400, "\(body)")
            }
            for query in ["force=perhaps", "why=\(String(repeating: "x", count: 1001))", "why=%00", "why=a&why=b"] {
                #expect(try await server.client.send(.post, "/v1/models/\(part)/activate?\(query)").status == 400, "\(query)")
            }
            #expect(try await server.post("/v1/models/\(part)/activate", [1], type: "image/jpeg").status == 415)
        }
    }

    @Test("a version is deleted unless it serves, and its trail stays")
    func delete() async throws {
        try await ServerBench.with(3) { server in
            let second = try await version(server, faces: 3)
            let refused = try await server.client.send(.delete, "/v1/models/\(server.bench.record.id)")
            #expect(try refused.status == 409 && refused.problem().code == "conflict")
            #expect(try await server.client.send(.delete, "/v1/models/\(second.id)?why=no+use").status == 204)
            #expect(try await server.get("/v1/models/\(second.id)").status == 404)
            #expect(try await server.client.send(.delete, "/v1/models/\(second.id)").status == 404)
            let event = try #require(try await server.bench.database.modelEvents.list(model: second.id).first)
            #expect(event.action == .delete && event.why == "no use" && event.actor == .anonymous)
            let pets = try await server.bench.other("pets").record.id
            #expect(try await server.client.send(.delete, "/v1/models/\(pets)").status == 404)
            #expect(try await server.client.send(.delete, "/v1/models/\(pets)?collection=pets").status == 204)
        }
    }
}
