import HTTPTypes
import SemblanceStorage
import SemblanceTestSupport
import Testing

@testable import SemblanceServer

@Suite("The map over HTTP")
struct MapControllerTests {
    private struct Map: Decodable {
        let model: ModelEventAnswer.Model
        let total: Int
        let explained: [Double]
        let images: [Int64]
        let x: [Int]
        let y: [Int]
    }

    @Test("it has a place for each photo, and says of which version")
    func places() async throws {
        try await ServerBench.with { server in
            let reply = try await server.get("/v1/map")
            let map = try reply.json(Map.self)
            #expect(reply.status == 200 && reply.headers[.contentType] == "application/json; charset=utf-8")
            #expect(map.model.id == server.bench.record.id && map.model.name == "faces" && map.model.version == 1)
            let ids = try await server.get("/v1/images").json(ImagePage.self).images.map(\.id)
            #expect(map.total == 12 && Set(map.images) == Set(ids) && map.images.count == 12)
            for values in [map.x, map.y] { #expect(values.count == 12 && values.allSatisfy { (0...65_535).contains($0) }) }
            #expect(map.explained.count == 2 && map.explained.allSatisfy { (0...1).contains($0) })
            let part = try await server.get("/v1/map?limit=5").json(Map.self)
            #expect(part.images == Array(map.images.prefix(5)) && part.total == 12)
            for query in ["limit=0", "limit=100001", "limit=x", "limit=", "limit=1&limit=2"] {
                #expect(try await server.get("/v1/map?\(query)").status == 400, "\(query)")
            }
            #expect(try await server.get("/v1/map?collection=nobody").status == 404)
        }
    }

    @Test("browsers may keep it and ask whether it has changed; a deleted photo changes it at once")
    func caching() async throws {
        try await ServerBench.with { server in
            let first = try await server.get("/v1/map")
            let tag = try #require(first.headers[.eTag])
            #expect(first.headers[.cacheControl] == "private, no-cache")
            let kept = try await server.get("/v1/map", headers: [.ifNoneMatch: tag])
            #expect(kept.status == 304 && kept.body.isEmpty && kept.headers[.eTag] == tag)
            #expect(try await server.get("/v1/map?limit=3", headers: [.ifNoneMatch: tag]).status == 200)
            let gone = try await server.id(4)
            #expect(try await server.client.send(.delete, "/v1/images/\(gone)").status == 204)
            let second = try await server.get("/v1/map", headers: [.ifNoneMatch: tag])
            let map = try second.json(Map.self)
            #expect(second.status == 200 && second.headers[.eTag] != tag && map.images.count == 11 && !map.images.contains(gone))
        }
    }

    @Test("without a version that serves there is none")
    func nothing() async throws {
        try await ServerBench.with(0) { server in
            let reply = try await server.get("/v1/map")
            #expect(try reply.status == 409 && reply.problem().detail.hasPrefix("No model version serves"))
        }
    }
}
