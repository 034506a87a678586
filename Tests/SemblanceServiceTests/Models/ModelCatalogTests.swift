import SemblanceCore
import SemblanceStorage
import SemblanceTestSupport
import Testing

@testable import SemblanceService

@Suite("The catalogue of models") struct ModelCatalogTests {
    /// A catalogue over an empty database whose loader only takes the checkpoint that these tests store.
    private func with(_ body: @Sendable (Database, ImageCollection, ModelCatalog) async throws -> Void) async throws {
        try await TestDatabase.with { test in
            let collection = try await test.database.collections.require(name: ImageCollection.defaultName)
            let catalog = ModelCatalog(database: test.database, collection: collection) { bytes, source in
                guard bytes == ModelCatalogTests.checkpoint else { throw SemblanceError(.corrupt, "'\(source)' is damaged") }
                return ProjectingModel()
            }
            try await body(test.database, collection, catalog)
        }
    }

    /// More than one part of an artifact.
    private static let checkpoint = (0..<1_500_000).map { UInt8(truncatingIfNeeded: $0 &* 31) }

    @Test("a registered checkpoint is ready, keeps its bytes, and loads under its name")
    func registration() async throws {
        try await with { database, _, catalog in
            let record = try await catalog.register(Bench.model("faces", state: .training), checkpoint: ModelCatalogTests.checkpoint)
            #expect(record.state == .ready && record.model.name == "faces" && record.model.version == 1)
            #expect(try await database.models.find(id: record.id) == record)
            #expect(try await database.artifacts.list(model: record.id).map(\.kind) == [ModelCatalog.weights])
            #expect(try await catalog.load(record).latentDimension == 16)

            let other = try await catalog.register(Bench.model("faces"), checkpoint: [1, 2])
            #expect(other.model.version == 2)
            let error = await failure { _ = try await catalog.load(other) }
            #expect(error?.code == .corrupt && error?.message.contains("faces@2") == true)
        }
    }

    @Test("a checkpoint that cannot be stored leaves no version behind")
    func failedRegistration() async throws {
        try await with { database, collection, catalog in
            try await database.pool.withConnection { try $0.executeScript("DROP TABLE model_artifact_chunks") }
            await #expect(throws: SemblanceError.self) {
                try await catalog.register(Bench.model(), checkpoint: ModelCatalogTests.checkpoint)
            }
            #expect(try await database.models.list(in: collection.id).isEmpty)
            let partitions = try await database.pool.withConnection { connection in
                try connection.query("SELECT count(*) FROM pg_inherits WHERE inhparent = 'latents'::regclass").first?.value(
                    0, as: Int64.self)
            }
            #expect(partitions == 0)
            await #expect(throws: SemblanceError.self) {
                try await catalog.register(Bench.model("no name"), checkpoint: [])
            }
        }
    }

    @Test("a version is found by id, name and name@version; without a reference the one that serves, else the newest")
    func finding() async throws {
        try await with { database, collection, catalog in
            let none = await failure { _ = try await catalog.find(nil) }
            #expect(none?.code == .notFound && none?.advice?.contains("semblance train") == true)

            let first = try await catalog.register(Bench.model("faces"), checkpoint: [1])
            let second = try await catalog.register(Bench.model("faces"), checkpoint: [2])
            let other = try await catalog.register(Bench.model("other"), checkpoint: [3])
            #expect(try await catalog.find("\(first.id)") == first)
            #expect(try await catalog.find("faces") == second)
            #expect(try await catalog.find("faces@1") == first)
            #expect(try await catalog.find(nil) == other)
            try await database.activations.activate(model: first.id, in: collection.id)
            #expect(try await catalog.find(nil) == first)
            for reference in ["none", "faces@3", "faces@", "@1", "", "99999", "-1"] {
                #expect(await failure { _ = try await catalog.find(reference) }?.code == .notFound, "\(reference)")
            }
        }
    }

    @Test("a version that is not ready hides no older one of its name, and is refused where it is meant")
    func notReady() async throws {
        try await with { database, collection, catalog in
            let ready = try await catalog.register(Bench.model("faces"), checkpoint: [1])
            let half = try await database.models.register(Bench.model("faces", state: .training), in: collection.id)
            #expect(try await catalog.find("faces") == ready)
            #expect(try await catalog.find(nil) == ready)
            for reference in ["faces@2", "\(half.id)"] {
                let error = await failure { _ = try await catalog.find(reference) }
                #expect(error?.code == .conflict && error?.message.contains("faces@2") == true)
            }
            let lonely = try await database.models.register(Bench.model("lonely", state: .failed), in: collection.id)
            #expect(lonely.state == .failed)
            #expect(await failure { _ = try await catalog.find("lonely") }?.code == .conflict)
        }
    }
}
