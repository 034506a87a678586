import SemblanceCore
import SemblanceImaging
import SemblanceStorage
import SemblanceTestSupport
import Synchronization
import Testing

@testable import SemblanceService

@Suite("A collection that is served")
struct ServingCollectionTests {
    private func serving(_ bench: Bench, _ model: ProjectingModel = ProjectingModel()) -> ServingCollection {
        ServingCollection(bench.collection, database: bench.database, directory: ImageDirectory(database: bench.database)) { _ in
            try ModelEngine(model, limits: .standard)
        }
    }

    @Test("serves nothing before a version is active, and says so")
    func nothing() async throws {
        try await Bench.with { bench in
            let serving = serving(bench)
            try await serving.look()
            #expect(serving.status.version == nil && serving.status.failure == nil)
            #expect(await failure { _ = try serving.version() }?.code == .conflict)
        }
    }

    @Test("takes over what is added, deleted and described, as the table has it")
    func follows() async throws {
        try await Bench.with { bench in
            let serving = serving(bench)
            _ = try await bench.index(TestCorpus.faces(12))
            try await serving.look()
            #expect(try serving.version().count == 12)
            let ids = try await bench.database.images.list(in: bench.collection.id, limit: 100).map(\.id)

            _ = try await bench.index(TestCorpus.noise(7))
            _ = try await bench.database.images.delete(ids: [ids[2], ids[7]], in: bench.collection.id)
            try await bench.database.images.setMetadata(JSONText("{\"who\": \"ada\"}"), of: ids[0])
            #expect(try serving.version().count == 12)
            try await serving.look()
            #expect(try serving.version().count == 17)

            let search = try serving.search()
            let hits = try await search.search(.image(ids[0]), .init(k: 100)).hits
            let stored = try await bench.database.images.list(in: bench.collection.id, limit: 100).map(\.id)
            #expect(Set(hits.map(\.imageID)) == Set(stored) && hits.count == 17)
            #expect(hits[0].imageID == ids[0] && hits[0].metadata.text.contains("ada"))
            #expect(await failure { _ = try await search.search(.image(ids[2])) }?.code == .notFound)
            let fresh = try await SimilaritySearch(database: bench.database, record: bench.record, model: ProjectingModel())
            let expected = try await fresh.search(.image(ids[0]), .init(k: 100)).hits
            #expect(hits.map(\.imageID) == expected.map(\.imageID) && hits.map(\.distance) == expected.map(\.distance))
        }
    }

    @Test("a search that has begun finishes on the version that it began with")
    func swaps() async throws {
        try await Bench.with { bench in
            let serving = serving(bench)
            let folder = try TestCorpus.faces(6)
            _ = try await bench.index(folder)
            try await serving.look()
            let before = try serving.search()
            let other = try await bench.database.models.register(Bench.model("others"), in: bench.collection.id)
            _ = try await bench.indexer().index(.init([folder.bytePath]), record: other)
            try await bench.database.activations.activate(model: other.id, in: bench.collection.id)
            try await serving.look()
            #expect(try serving.version().record.id == other.id)
            let photo = try before.photo(file: BytePath(folder.file("face-01.jpg")))
            #expect(try await before.search(.photo(photo)).model.id == bench.record.id)
            #expect(try await serving.search().search(.photo(photo)).model.id == other.id)
            try await bench.database.activations.rollback(in: bench.collection.id)
            try await serving.look()
            #expect(try serving.version().record.id == bench.record.id)
        }
    }

    @Test("a version that cannot be loaded leaves the old one serving, which goes on following")
    func broken() async throws {
        try await Bench.with { bench in
            let serving = ServingCollection(bench.collection, database: bench.database, directory: ImageDirectory(database: bench.database))
            {
                record in
                guard record.id == bench.record.id else { throw SemblanceError(.corrupt, "the checkpoint is damaged") }
                return try ModelEngine(ProjectingModel(), limits: .standard)
            }
            _ = try await bench.index(TestCorpus.faces(4))
            try await serving.look()
            let other = try await bench.database.models.register(Bench.model("others"), in: bench.collection.id)
            try await bench.database.activations.activate(model: other.id, in: bench.collection.id)
            _ = try await bench.index(TestCorpus.noise(3))
            for _ in 0..<2 {
                try await serving.look()
                #expect(serving.status.failure?.code == .corrupt)
                #expect(try serving.version().record.id == bench.record.id && serving.version().count == 7)
            }
            try await bench.database.activations.rollback(in: bench.collection.id)
            try await serving.look()
            #expect(serving.status.failure == nil)
        }
    }

    @Test("goes on from memory without its database, and catches up afterwards")
    func withoutDatabase() async throws {
        try await Bench.with { bench in
            let folder = try TestCorpus.faces(9)
            _ = try await bench.index(folder)
            let cuttable = Database(pool: PostgresPool(bench.connectionString, maximum: 2))
            let serving = ServingCollection(bench.collection, database: cuttable, directory: ImageDirectory(database: cuttable)) { _ in
                try ModelEngine(ProjectingModel(), limits: .standard)
            }
            try await serving.look()
            await cuttable.close()
            #expect(await failure { try await serving.look() }?.code == .unavailable)
            #expect(serving.status.failure?.code == .unavailable)
            let search = try serving.search()
            let photo = try search.photo(file: BytePath(folder.file("face-04.jpg")))
            let reply = try await search.search(.photo(photo), .init(k: 9))
            #expect(reply.hits.count == 9 && reply.hits.allSatisfy { $0.source != nil })
            #expect(reply.hits[0].source == folder.file("face-04.jpg"))
            let filter = try SearchFilter(parsing: "n = 1")
            #expect(await failure { _ = try await search.search(.photo(photo), .init(filter: filter)) }?.code == .unavailable)
        }
    }

    @Test("a follower takes over by itself what others commit")
    func follower() async throws {
        try await Bench.with { bench in
            let serving = serving(bench)
            let follower = DatabaseFollower(bench.database, every: .seconds(60)) { try await serving.look() }
            let task = Task { await follower.run() }
            _ = try await bench.index(TestCorpus.faces(5))
            try await eventually { (try? serving.version().count) == 5 }
            let ids = try await bench.database.images.list(in: bench.collection.id, limit: 100).map(\.id)
            _ = try await bench.database.images.delete(ids: [ids[0]], in: bench.collection.id)
            try await eventually { (try? serving.version().count) == 4 }
            #expect(follower.lastFailure == nil)
            task.cancel()
            await task.value
        }
    }

    @Test("what changed of an image while another version was loaded is shown with its hits")
    func changedMeanwhile() async throws {
        try await Bench.with { bench in
            let folder = try TestCorpus.faces(3)
            _ = try await bench.index(folder)
            let other = try await bench.database.models.register(Bench.model("others"), in: bench.collection.id)
            _ = try await bench.indexer().index(.init([folder.bytePath]), record: other)
            let id = try await bench.database.images.list(in: bench.collection.id, limit: 1)[0].id
            let serving = ServingCollection(bench.collection, database: bench.database, directory: ImageDirectory(database: bench.database))
            {
                record in
                if record.id == other.id { try await bench.database.images.setMetadata(JSONText("{\"who\": \"ada\"}"), of: id) }
                return try ModelEngine(ProjectingModel(), limits: .standard)
            }
            try await serving.look()
            try await bench.database.activations.activate(model: other.id, in: bench.collection.id)
            try await serving.look()
            #expect(try serving.version().record.id == other.id)
            #expect(try await serving.search().search(.image(id), .init(k: 1)).hits[0].metadata.text.contains("ada"))
        }
    }

    @Test("without its database shows what is in memory, and the hits whose details are not")
    func partly() async throws {
        try await Bench.with { bench in
            _ = try await bench.index(TestCorpus.faces(12))
            let cuttable = Database(pool: PostgresPool(bench.connectionString, maximum: 2))
            let serving = ServingCollection(
                bench.collection, database: cuttable, directory: ImageDirectory(database: cuttable, budget: 700)
            ) { _ in try ModelEngine(ProjectingModel(), limits: .standard) }
            try await serving.look()
            await cuttable.close()
            let ids = try await bench.database.images.list(in: bench.collection.id, limit: 1).map(\.id)
            let hits = try await serving.search().search(.image(ids[0]), .init(k: 12)).hits
            #expect(hits.count == 12 && (1..<12).contains(hits.count { $0.source != nil }))
        }
    }

    @Test("memory for details is bounded; what does not fit is asked for")
    func bounded() async throws {
        try await Bench.with { bench in
            let folder = try TestCorpus.faces(12)
            _ = try await bench.index(folder)
            let directory = ImageDirectory(database: bench.database, budget: 700)
            let serving = ServingCollection(bench.collection, database: bench.database, directory: directory) { _ in
                try ModelEngine(ProjectingModel(), limits: .standard)
            }
            try await serving.look()
            #expect((1..<12).contains(directory.count))
            let search = try serving.search()
            let photo = try search.photo(file: BytePath(folder.file("face-04.jpg")))
            #expect(try await search.search(.photo(photo), .init(k: 12)).hits.allSatisfy { $0.source != nil })
            #expect(directory.count < 12)
        }
    }
}
