import SemblanceCore
import SemblanceImaging
import SemblanceStorage
import SemblanceTestSupport
import Synchronization
import Testing

@testable import SemblanceService

@Suite("Versions are loaded before they serve")
struct ModelActivationTests {
    private func activation(_ bench: Bench, prepare: @escaping @Sendable (ModelRecord) async throws -> Void = { _ in }) -> ModelActivation {
        ModelActivation(database: bench.database, collection: bench.collection, prepare: prepare)
    }

    private func serving(_ bench: Bench) async throws -> Int64? {
        try await bench.database.activations.current(in: bench.collection.id)?.modelID
    }

    @Test("a version that does not load is refused, and nothing changes")
    func broken() async throws {
        try await Bench.with { bench in
            let folder = try TestCorpus.faces(3)
            _ = try await bench.index(folder)
            let second = try await bench.database.models.register(Bench.model(), in: bench.collection.id)
            _ = try await bench.indexer().index(CorpusSource([folder.bytePath]), record: second)
            let broken = activation(bench) { record in
                if record.id == second.id { throw SemblanceError(.corrupt, "it is damaged") }
            }
            let events = try await bench.database.modelEvents.list(in: bench.collection.id).count
            let refused = await failure { _ = try await broken.activate(second, by: .anonymous, why: nil, force: true) }
            #expect(refused?.code == .corrupt)
            #expect(try await serving(bench) == bench.record.id)
            // A rollback loads what it leads to, too.
            try await bench.database.activations.activate(model: second.id, in: bench.collection.id)
            try await bench.database.activations.activate(model: bench.record.id, in: bench.collection.id)
            #expect(await failure { _ = try await broken.rollback(by: .anonymous, why: nil, force: true) }?.code == .corrupt)
            #expect(try await serving(bench) == bench.record.id)
            #expect(try await bench.database.modelEvents.list(in: bench.collection.id).count == events + 2)
        }
    }

    @Test("it is said how many images a version lacks that the one before had")
    func missing() async throws {
        try await Bench.with { bench in
            let folder = try TestCorpus.faces(6)
            _ = try await bench.index(folder)
            let second = try await bench.database.models.register(Bench.model(), in: bench.collection.id)
            let empty = await failure { _ = try await activation(bench).activate(second, by: .anonymous, why: nil, force: false) }
            #expect(empty?.code == .conflict)
            let part = try TestCorpus.faces(2)
            _ = try await bench.indexer().index(CorpusSource([part.bytePath]), record: second)
            let outcome = try await activation(bench).activate(second, by: .anonymous, why: nil, force: false)
            #expect(outcome.activation.modelID == second.id && outcome.missing == 4)
            #expect(try await activation(bench).activate(second, by: .anonymous, why: nil, force: false).missing == 0)
            let back = try await activation(bench).rollback(by: .anonymous, why: nil, force: false)
            #expect(back.activation.modelID == bench.record.id && back.missing == 0)
            #expect(await failure { _ = try await activation(bench).rollback(by: .anonymous, why: nil, force: false) }?.code == .conflict)
        }
    }

    @Test("a rollback that another one overtakes loads the version to which it leads by then")
    func overtaken() async throws {
        try await Bench.with { bench in
            let models = bench.database.models
            let others = [
                try await models.register(Bench.model(), in: bench.collection.id),
                try await models.register(Bench.model(), in: bench.collection.id),
            ]
            for record in [bench.record] + others {
                try await bench.database.activations.activate(model: record.id, in: bench.collection.id)
            }
            let loaded = Mutex<[Int64]>([])
            let outcome = try await activation(bench) { record in
                loaded.withLock { $0.append(record.id) }
                if record.id == others[0].id { try await bench.database.activations.rollback(in: bench.collection.id) }
            }.rollback(by: .anonymous, why: nil, force: false)
            #expect(loaded.withLock { $0 } == [others[0].id, bench.record.id])
            #expect(outcome.activation.modelID == bench.record.id)
        }
    }

    @Test("a served version is loaded once, beside the one that serves, and before it is recorded")
    func prepared() async throws {
        try await Bench.with { bench in
            let folder = try TestCorpus.faces(4)
            _ = try await bench.index(folder)
            let second = try await bench.database.models.register(Bench.model(), in: bench.collection.id)
            _ = try await bench.indexer().index(CorpusSource([folder.bytePath]), record: second)
            let loads = Mutex<[Int64]>([])
            let served = ServingCollection(bench.collection, database: bench.database, directory: ImageDirectory(database: bench.database))
            {
                record in
                let current = try await bench.database.activations.current(in: bench.collection.id)?.modelID
                loads.withLock { $0.append(record.id) }
                #expect(record.id == bench.record.id || current == bench.record.id)
                return try ModelEngine(ProjectingModel(), limits: .standard)
            }
            try await served.look()
            _ = try await served.activate(second, by: .key("ops"), why: nil, force: false)
            #expect(try served.version().record.id == second.id && served.version().count == 4)
            // What is stored between the preparation and the look is served as well.
            #expect(loads.withLock { $0 } == [bench.record.id, second.id])
            _ = try await served.activate(second, by: .key("ops"), why: nil, force: false)
            #expect(loads.withLock { $0 } == [bench.record.id, second.id])
            _ = try await served.rollback(by: .key("ops"), why: nil, force: false)
            #expect(try served.version().record.id == bench.record.id)
            #expect(loads.withLock { $0 } == [bench.record.id, second.id, bench.record.id])
        }
    }

    @Test("what is stored while a version is prepared is found as soon as it serves")
    func followed() async throws {
        try await Bench.with { bench in
            let folder = try TestCorpus.faces(4)
            _ = try await bench.index(folder)
            let second = try await bench.database.models.register(Bench.model(), in: bench.collection.id)
            let indexer = bench.indexer()
            _ = try await indexer.index(CorpusSource([folder.bytePath]), record: second)
            let served = ServingCollection(bench.collection, database: bench.database, directory: ImageDirectory(database: bench.database))
            {
                _ in try ModelEngine(ProjectingModel(), limits: .standard)
            }
            try await served.look()
            let more = try TestCorpus.noise(5)
            try await served.changing {
                try await served.prepare(second.id)
                _ = try await indexer.index(CorpusSource([more.bytePath]), record: second)
                try await bench.database.activations.activate(model: second.id, in: bench.collection.id)
                try await served.look()
            }
            #expect(try served.version().record.id == second.id && served.version().count == 9)
        }
    }
}
