import SemblanceCore
import SemblanceImaging
import SemblanceStorage
import SemblanceTestSupport
import Testing

@testable import SemblanceService

@Suite("Collections that a server searches") struct ServingShelfTests {
    @Test("who asks for a collection while it is loaded for the first time waits for it")
    func loading() async throws {
        try await Bench.with { bench in
            let folder = try TestCorpus.faces(3)
            _ = try await bench.index(folder)
            let gate = Gate()
            let shelf = ServingShelf(database: bench.database) { collection in
                ServingCollection(collection, database: bench.database, directory: ImageDirectory(database: bench.database)) { _ in
                    await gate.pass()
                    return try ModelEngine(ProjectingModel(), limits: .standard)
                }
            }
            let name = ImageCollection.defaultName
            let first = Task { try await shelf.collection(named: name).version().count }
            await gate.arrived()
            let second = Task { try await shelf.collection(named: name).version().count }
            // Time enough to come back with nothing.
            try await Task.sleep(for: .milliseconds(100))
            await gate.open()
            #expect(try await first.value == 3)
            #expect(try await second.value == 3)
        }
    }

    @Test("a collection that cannot be loaded says why to whoever asks it to search")
    func failing() async throws {
        try await Bench.with { bench in
            let folder = try TestCorpus.faces(3)
            _ = try await bench.index(folder)
            let shelf = ServingShelf(database: bench.database) { collection in
                ServingCollection(collection, database: bench.database, directory: ImageDirectory(database: bench.database)) { _ in
                    throw SemblanceError(.corrupt, "the checkpoint is damaged")
                }
            }
            for _ in 0..<2 {
                let error = await failure { _ = try await shelf.collection(named: ImageCollection.defaultName).version() }
                #expect(error?.code == .corrupt)
            }
            #expect(await failure { _ = try await shelf.collection(named: "nobody") }?.code == .notFound)
        }
    }
}
