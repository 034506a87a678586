import Crypto
import Foundation
import HTTPTypes
import SemblanceCore
import SemblanceService
import SemblanceStorage
import SemblanceTestSupport
import Testing

@testable import SemblanceServer

@Suite("The overview over HTTP")
struct OverviewControllerTests {
    private struct Overview: Decodable {
        struct Access: Decodable {
            let scope: String?
            let keysInForce: Bool
            let name: String?

            enum CodingKeys: String, CodingKey {
                case scope, name
                case keysInForce = "keys_in_force"
            }
        }

        struct Model: Decodable {
            let id: Int64
            let name: String
            let version: Int
            let objective: String
            let resolution: Int
            let latentDimension: Int
            let latents: Int
            let interpolation: String
            let truncation: Double

            enum CodingKeys: String, CodingKey {
                case id, name, version, objective, resolution, latents, interpolation, truncation
                case latentDimension = "latent_dimension"
            }
        }

        let access: Access
        let limits: [String: Int]
        let collection: String?
        let images: Int?
        let model: Model?
        let problem: String?
    }

    private static let keys = KeyScope.allCases.enumerated().map { place, scope in
        KeyRing.Key(hash: Array(SHA256.hash(data: Data("secret-\(scope)".utf8))), id: Int64(place + 1), name: "k-\(scope)", scope: scope)
    }

    @Test("where no keys are in force everybody is told everything")
    func open() async throws {
        var options = ServerOptions()
        options.body = BodyLimits(bytes: 123_456)
        try await ServerBench.with(5, options: options) { server in
            let overview = try await server.get("/v1/overview").json(Overview.self)
            #expect(overview.access.scope == "admin" && !overview.access.keysInForce && overview.access.name == nil)
            #expect(overview.limits == ["body_bytes": 123_456, "minimum_side": 16, "pixels": 50_000_000])
            #expect(overview.collection == "default" && overview.images == 5 && overview.problem == nil)
            let (model, record) = (try #require(overview.model), server.bench.record)
            #expect(model.id == record.id && model.name == "faces" && model.version == 1 && model.objective == "o-gan")
            #expect(model.resolution == 16 && model.latentDimension == 16 && model.latents == 5)
            #expect(model.interpolation == "normalized" && model.truncation == 0.9)
        }
    }

    @Test("a key is told its name and what it may do; who shows none that is known, that one is needed")
    func access() async throws {
        try await ServerBench.with(2, keys: Self.keys) { server in
            for scope in KeyScope.allCases {
                let reply = try await server.get("/v1/overview", headers: [.apiKey: "secret-\(scope)"])
                let overview = try reply.json(Overview.self)
                #expect(overview.access.scope == scope.rawValue && overview.access.keysInForce && overview.access.name == "k-\(scope)")
                #expect(overview.model != nil && overview.images == 2)
            }
            for headers in [HTTPFields(), [.authorization: "Bearer wrong"]] {
                for path in ["/v1/overview", "/v1/overview?collection=default", "/v1/overview?collection=nobody"] {
                    let reply = try await server.get(path, headers: headers)
                    let members = try #require(try JSONSerialization.jsonObject(with: Data(reply.body)) as? [String: Any])
                    #expect(reply.status == 200 && Set(members.keys) == ["access", "limits"])
                    #expect(members["access"] as? [String: Bool] == ["keys_in_force": true])
                }
            }
        }
    }

    @Test("a server that others reach says that nobody has made a key yet")
    func closed() async throws {
        try await ServerBench.with(1) { server in
            let client = HTTPPipeline.testing(keys: KeyRing([], opensWithoutKeys: false)).client(routes: server.routes)
            let overview = try await client.send(.get, "/v1/overview").json(Overview.self)
            #expect(overview.access.scope == nil && !overview.access.keysInForce && overview.model == nil && overview.collection == nil)
            #expect(try await client.send(.get, "/v1/models").status == 401)
        }
    }

    @Test("a collection without a version says why, and one that does not exist is not found")
    func collections() async throws {
        try await ServerBench.with(
            3, load: { if $0.model.name == "broken" { throw SemblanceError(.corrupt, "the checkpoint is damaged") } }
        ) { server in
            _ = try await server.bench.other("pets")
            let empty = try await server.get("/v1/overview?collection=pets").json(Overview.self)
            #expect(empty.collection == "pets" && empty.images == 0 && empty.model == nil)
            #expect(empty.problem?.contains("no model version serves") == true)
            #expect(try await server.get("/v1/overview?collection=nobody").status == 404)
            #expect(try await server.get("/v1/overview?collection=default&collection=pets").status == 400)

            let collection = try await server.bench.database.collections.create(name: "birds")
            let broken = try await server.bench.database.models.register(Bench.model("broken"), in: collection.id)
            try await server.bench.database.activations.activate(model: broken.id, in: collection.id)
            let birds = try await server.get("/v1/overview?collection=birds")
            #expect(try birds.status == 200 && birds.json(Overview.self).problem == "the checkpoint is damaged")
        }
    }

    @Test("without the database it tells what serves from memory, and not how many photos there are")
    func withoutDatabase() async throws {
        try await ServerBench.with(3) { server in
            let cuttable = Database(pool: PostgresPool(server.bench.connectionString, maximum: 2))
            let cut = ServerBench(server.bench, server.folder, database: cuttable)
            #expect(try await cut.get("/v1/overview").json(Overview.self).images == 3)
            await cuttable.close()
            let overview = try await cut.get("/v1/overview").json(Overview.self)
            #expect(overview.model?.latents == 3 && overview.images == nil && overview.problem == nil)
            let never = ServerBench(server.bench, server.folder, database: cuttable)
            let unknown = try await never.get("/v1/overview").json(Overview.self)
            #expect(unknown.model == nil && unknown.images == nil && unknown.problem?.isEmpty == false)
        }
    }
}
