import HTTPTypes
import SemblanceCore
import SemblanceImaging
import SemblanceService
import SemblanceStorage
import SemblanceTestSupport
import Testing

@testable import SemblanceServer

@Suite("Model versions over HTTP")
struct ModelControllerTests {
    private struct List: Decodable {
        let models: [ModelAnswer]
        let rollback: ModelEventAnswer.Model?
    }

    /// Registers another version and encodes some of the photos with it.
    private func version(_ server: ServerBench, faces: Int) async throws -> ModelRecord {
        let bench = server.bench
        let record = try await bench.database.models.register(Bench.model(), in: bench.collection.id)
        let folder = try TestCorpus.faces(faces)
        _ = try await bench.indexer().index(CorpusSource([folder.bytePath]), record: record)
        return record
    }

    /// The version that answers, and how many images it finds.
    private func answers(_ server: ServerBench) async throws -> [Int] {
        let answer = try await search(server)
        return [Int(answer.model.id), answer.hits.count]
    }

    private func search(_ server: ServerBench) async throws -> SearchAnswer {
        try await server.post("/v1/search?k=20", try server.photo(1), type: "image/jpeg").json(SearchAnswer.self)
    }

    @Test("versions are listed, newest first, and shown")
    func list() async throws {
        try await ServerBench.with(3) { server in
            let second = try await version(server, faces: 2)
            let models = try await server.get("/v1/models").json(List.self).models
            #expect(models.map(\.id) == [second.id, server.bench.record.id] && models.map(\.version) == [2, 1])
            #expect(
                models.map(\.active) == [false, true] && models.map(\.latents) == [2, 3] && models.map(\.state) == ["ready", "ready"])
            let shown = try await server.get("/v1/models/\(second.id)").json(ModelAnswer.self)
            #expect(shown.id == second.id && shown.name == "faces" && shown.latents == 2 && !shown.active)
            _ = try await server.bench.other("pets")
            #expect(try await server.get("/v1/models?collection=pets").json(List.self).models.map(\.version) == [1])
        }
    }

    @Test("the list says what a rollback would lead to, as long as there is something")
    func rollback() async throws {
        try await ServerBench.with(3) { server in
            let (first, second) = (server.bench.record, try await version(server, faces: 2))
            #expect(try await server.get("/v1/models").json(List.self).rollback == nil)
            for id in [second.id, try await version(server, faces: 1).id] {
                #expect(try await server.client.send(.post, "/v1/models/\(id)/activate").status == 200)
            }
            for (version, number) in [(second, 2), (first, 1)] {
                let rollback = try await server.get("/v1/models").json(List.self).rollback
                #expect(rollback?.id == version.id && rollback?.name == "faces" && rollback?.version == number)
                #expect(try await server.client.send(.post, "/v1/models/rollback").json(ModelAnswer.self).id == version.id)
            }
            #expect(try await server.get("/v1/models").json(List.self).rollback == nil)
        }
    }

    @Test("one version tells how many images it lacks beside the one that serves")
    func missing() async throws {
        try await ServerBench.with(5) { server in
            let second = try await version(server, faces: 2)
            #expect(try await server.get("/v1/models/\(second.id)").json(ModelAnswer.self).missing == 3)
            #expect(try await server.get("/v1/models/\(server.bench.record.id)").json(ModelAnswer.self).missing == nil)
            #expect(try await server.get("/v1/models").json(List.self).models.allSatisfy { $0.missing == nil })
            #expect(try await server.client.send(.post, "/v1/models/\(second.id)/activate").status == 200)
            #expect(try await server.get("/v1/models/\(server.bench.record.id)").json(ModelAnswer.self).missing == 0)
            let empty = try await server.bench.other("pets").record.id
            #expect(try await server.get("/v1/models/\(empty)?collection=pets").json(ModelAnswer.self).missing == nil)
        }
    }

    @Test("what is activated answers from then on, and a rollback takes it back")
    func activate() async throws {
        try await ServerBench.with(6) { server in
            let first = server.bench.record.id
            let second = try await version(server, faces: 4).id
            let cursor = try #require(
                try await server.post("/v1/search?k=2", try server.photo(1), type: nil).json(SearchAnswer.self).nextCursor)
            #expect(try await answers(server) == [Int(first), 6])

            let reply = try await server.client.send(.post, "/v1/models/\(second)/activate")
            #expect(try reply.status == 200 && reply.json(ModelAnswer.self).id == second && reply.json(ModelAnswer.self).active)
            #expect(try await answers(server) == [Int(second), 4])
            #expect(try await server.get("/v1/models/\(first)").json(ModelAnswer.self).active == false)
            // A page of the version before leads nowhere.
            let page = try await server.post("/v1/search", json: #"{"cursor": "\#(cursor)"}"#)
            #expect(try page.status == 409 && page.problem().code == "conflict")
            // To do it again changes nothing: a rollback still leads to the first.
            #expect(try await server.client.send(.post, "/v1/models/\(second)/activate").status == 200)

            let back = try await server.client.send(.post, "/v1/models/rollback")
            #expect(try back.status == 200 && back.json(ModelAnswer.self).id == first)
            #expect(try await answers(server) == [Int(first), 6])
            #expect(try await server.bench.database.activations.current(in: server.bench.collection.id)?.reason == .rollback)
        }
    }

    @Test("what cannot serve is refused, and what serves goes on")
    func refused() async throws {
        try await ServerBench.with(3) { server in
            let (bench, models) = (server.bench, server.bench.database.models)
            let training = try await models.register(Bench.model(state: .training), in: bench.collection.id).id
            let failed = try await models.register(Bench.model(state: .failed), in: bench.collection.id).id
            let foreign = try await bench.other("pets").record.id
            for (path, status, code) in [
                ("\(training)/activate", 409, "conflict"), ("\(failed)/activate", 409, "conflict"), ("rollback", 409, "conflict"),
                ("\(foreign)/activate", 404, "not_found"), ("999999/activate", 404, "not_found"), ("0/activate", 404, "not_found"),
                ("-1/activate", 404, "not_found"), ("faces/activate", 404, "not_found"), ("%00/activate", 404, "not_found"),
                ("\(foreign)/activate?collection=nobody", 404, "not_found"), ("rollback?collection=pets", 409, "conflict"),
            ] {
                let reply = try await server.client.send(.post, "/v1/models/\(path)")
                #expect(try reply.status == status && reply.problem().code == code, "\(path)")
            }
            for id in ["\(foreign)", "999999", "x"] { #expect(try await server.get("/v1/models/\(id)").status == 404) }
            #expect(try await server.get("/v1/models/\(training)").json(ModelAnswer.self).state == "training")
            #expect(try await search(server).model.id == bench.record.id)
            #expect(try await bench.database.activations.history(in: bench.collection.id).count == 1)
        }
    }
}
