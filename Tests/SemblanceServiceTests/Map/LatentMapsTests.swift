import SemblanceCore
import SemblanceImaging
import SemblanceStorage
import SemblanceTestSupport
import Testing

@testable import SemblanceService

@Suite("Maps of what serves")
struct LatentMapsTests {
    /// Serves faces, of which an index in memory or the database knows.
    private func with(_ kind: IndexPreference = .auto, _ body: @Sendable (Bench, ServingCollection) async throws -> Void) async throws {
        try await Bench.with { bench in
            _ = try await bench.index(TestCorpus.faces(24))
            let serving = ServingCollection(
                bench.collection, database: bench.database, directory: ImageDirectory(database: bench.database),
                indexes: IndexFactory(IndexSettings(kind: kind))
            ) { _ in try ModelEngine(ProjectingModel(), limits: .standard) }
            try await serving.look()
            try await body(bench, serving)
        }
    }

    private func maps(_ database: Database, age: Duration = .seconds(10)) -> LatentMaps {
        LatentMaps(database: database, work: BlockingQueue(width: 2), age: age)
    }

    private func ids(_ bench: Bench) async throws -> [Int64] {
        try await bench.database.images.list(in: bench.collection.id, limit: 100).map(\.id)
    }

    @Test(
        "every image has a place, those that look alike near each other, however it is indexed",
        arguments: [IndexPreference.exact, .pgvector])
    func places(kind: IndexPreference) async throws {
        try await with(kind) { bench, serving in
            let version = try serving.version()
            let map = try await maps(bench.database).map(of: version, limit: 100)
            let ids = try await ids(bench)
            #expect(map.model == version.reference && map.total == 24 && map.images.count == 24 && Set(map.images) == Set(ids))
            #expect(map.x.count == 24 && map.y.count == 24 && map.explained.count == 2 && map.explained[0] > map.explained[1])
            let spread = [map.x, map.y].map { Int($0.max() ?? 0) - Int($0.min() ?? 0) }
            #expect(spread.max() == 65_535 && spread[1] < spread[0])
            // Drawn anew, from another index, it is the same.
            let again = try await maps(bench.database).map(of: version, limit: 100)
            #expect(again.identity == map.identity && again.x == map.x && again.y == map.y && again.images == map.images)
            let fewer = try await maps(bench.database).map(of: version, limit: 7)
            #expect(fewer.images == Array(map.images.prefix(7)) && fewer.x == Array(map.x.prefix(7)) && fewer.total == 24)
            #expect(fewer.identity != map.identity)
        }
    }

    @Test("a map is drawn once, and stands without the database")
    func once() async throws {
        try await with { bench, serving in
            let cuttable = Database(pool: PostgresPool(bench.connectionString, maximum: 2))
            let (maps, version) = (maps(cuttable), try serving.version())
            let drawn = try await withThrowingTaskGroup(of: String.self) { group in
                for _ in 0..<8 { group.addTask { try await maps.map(of: version, limit: 50).identity } }
                return try await group.reduce(into: Set<String>()) { $0.insert($1) }
            }
            await cuttable.close()
            #expect(drawn.count == 1)
            for limit in [50, 100_000] { #expect(try await maps.map(of: version, limit: limit).identity == drawn.first) }
            #expect(await failure { _ = try await self.maps(cuttable).map(of: version, limit: 50) }?.code == .unavailable)
        }
    }

    @Test(
        "what was deleted is never told; what is new is there after a while, or at once where it is much",
        arguments: [IndexPreference.exact, .pgvector])
    func changes(kind: IndexPreference) async throws {
        try await with(kind) { bench, serving in
            let (maps, eager, ids) = (maps(bench.database, age: .seconds(600)), maps(bench.database, age: .zero), try await ids(bench))
            @Sendable func images(_ maps: LatentMaps) async throws -> Set<Int64> {
                Set(try await maps.map(of: serving.version(), limit: 100).images)
            }
            for maps in [maps, eager] { #expect(try await images(maps) == Set(ids)) }
            _ = try await bench.database.images.delete(ids: [ids[3]], in: bench.collection.id)
            try await serving.look()
            for maps in [maps, eager] { #expect(try await images(maps) == Set(ids).subtracting([ids[3]])) }

            guard kind != .pgvector else { return }
            _ = try await bench.index(TestCorpus.noise(1))
            try await serving.look()
            #expect(try await images(maps).count == 23)
            try await eventually { try await images(eager).count == 24 }
            _ = try await bench.index(TestCorpus.noise(9))
            try await serving.look()
            #expect(try await images(maps).count == 32)
        }
    }

    @Test("another version that serves has another map, and an empty one an empty map")
    func versions() async throws {
        try await with { bench, serving in
            let maps = maps(bench.database)
            let first = try await maps.map(of: serving.version(), limit: 100)
            let next = try await bench.nextVersion()
            try await bench.database.activations.activate(model: next.record.id, in: bench.collection.id)
            try await serving.look()
            let empty = try await maps.map(of: serving.version(), limit: 100)
            #expect(empty.model.version == 2 && empty.total == 0 && empty.images.isEmpty && empty.explained == [0, 0])
            try await bench.database.activations.rollback(in: bench.collection.id)
            try await serving.look()
            #expect(try await maps.map(of: serving.version(), limit: 100).identity == first.identity)
        }
    }
}
