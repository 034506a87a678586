import SemblanceCore
import SemblanceImaging
import SemblanceIndex
import SemblanceStorage
import SemblanceTestSupport
import Testing

@testable import SemblanceService

@Suite("A version with an index in memory that is not exact")
struct HeldIndexTests {
    /// Serves a collection that holds nothing yet.
    private func with(
        _ settings: IndexSettings, _ body: @Sendable (Bench, ServingCollection) async throws -> Void
    ) async throws {
        try await Bench.with { bench in
            let indexes = IndexFactory(
                settings,
                inMemory: { kind, ids, rows, dimension in
                    guard kind == .quantized else { return try IndexFactory.memoryIndex(kind, ids, rows, dimension) }
                    return try HalfBlindMemoryIndex(ids: ids, rows: rows, dimension: dimension)
                }, inDatabase: IndexFactory.databaseIndex)
            let serving = ServingCollection(
                bench.collection, database: bench.database, directory: ImageDirectory(database: bench.database), indexes: indexes
            ) { _ in try ModelEngine(ProjectingModel(), limits: .standard) }
            try await body(bench, serving)
        }
    }

    @Test("follows what comes and goes, and its recall is measured on through it")
    func follows() async throws {
        try await with(IndexSettings(kind: .quantized, recallSample: 1)) { bench, serving in
            _ = try await bench.index(TestCorpus.faces(12))
            try await serving.look()
            let ids = try await bench.database.images.list(in: bench.collection.id, limit: 100).map(\.id)
            #expect(try await !serving.search().search(.image(ids[0]), .init(k: 4)).exact)
            try await eventually { serving.status.version?.recallFigures == RecallFigures(value: 0.5, worst: 0.5, samples: 1) }

            _ = try await bench.index(TestCorpus.noise(6))
            _ = try await bench.database.images.delete(ids: [ids[1]], in: bench.collection.id)
            try await serving.look()
            #expect(try serving.version().count == 17 && serving.version().indexKind == .quantized)
            let exact = try await serving.search().search(.image(ids[0]), .init(k: 100, exact: true))
            #expect(exact.exact && exact.hits.count == 17 && exact.hits[0].imageID == ids[0])
            try await eventually { serving.status.version?.recallFigures?.samples == 2 }
            #expect(try IndexReply(serving.version()).bytes ?? 0 > 0)
        }
    }

    @Test("takes the place of an exact one that has grown too large, while a search that has begun keeps its own")
    func outgrown() async throws {
        // 16 values a latent: 112 bytes as they are, 66.4 as codes.
        try await with(IndexSettings(memory: 2000, recallSample: 1)) { bench, serving in
            _ = try await bench.index(TestCorpus.faces(12))
            try await serving.look()
            let (before, version) = (try serving.search(), try serving.version())
            #expect(version.choice.kind == .exact && version.indexKind == .exact && version.recall == nil)
            _ = try await bench.index(TestCorpus.noise(12))
            try await serving.look()
            let next = try serving.version()
            #expect(next.choice.kind == .quantized && next.indexKind == .quantized && next.count == 24)
            #expect(next.recall != nil && next.generation == version.generation + 1)
            let id = try await bench.database.images.list(in: bench.collection.id, limit: 1)[0].id
            let (old, new) = (try await before.search(.image(id), .init(k: 4)), try await serving.search().search(.image(id), .init(k: 4)))
            #expect(old.exact && !new.exact && old.hits.count == 4 && new.hits.count == 4)
        }
    }
}
