import SemblanceCore
import SemblanceImaging
import SemblanceStorage
import SemblanceTestSupport
import Testing

@testable import SemblanceService

@Suite("Versions that nobody needs go")
struct ModelRemovalTests {
    @Test(
        "the newest that are ready stay, and those that are needed besides",
        arguments: [
            ("rrrrr", 0, [], [5, 4, 3, 2, 1]), ("rrrrr", 2, [], [3, 2, 1]), ("rrrrr", 2, [1, 3], [2]), ("rrrrr", 9, [], []),
            ("rtrfr", 1, [], [4, 3, 1]), ("rtrfr", 0, [5, 3], [4, 1]), ("ttt", 0, [], []), ("fff", 2, [1], [3, 2]), ("", 1, [], []),
        ])
    func table(states: String, keep: Int, needed: [Int], gone: [Int]) async throws {
        try await Bench.with { bench in
            let letters: [Character: ModelState] = ["r": .ready, "t": .training, "f": .failed]
            var ids: [Int64] = []
            for letter in states {
                let model = Bench.model("pruned", state: letters[letter] ?? .ready)
                ids.append(try await bench.database.models.register(model, in: bench.collection.id).id)
            }
            let versions = try await bench.database.models.list(in: bench.collection.id).filter { $0.record.id != bench.record.id }
            let superfluous = ModelRemoval.superfluous(versions, keeping: keep, and: Set(needed.map { ids[$0 - 1] }))
            #expect(superfluous.map(\.record.id) == gone.map { ids[$0 - 1] })
        }
    }

    @Test("pruning keeps what serves, what a rollback brings and what jobs fill, and says what goes")
    func prune() async throws {
        try await Bench.with { bench in
            let (database, collection) = (bench.database, bench.collection)
            let folder = try TestCorpus.faces(3)
            _ = try await bench.index(folder)
            var others: [ModelRecord] = []
            for _ in 0..<4 { others.append(try await database.models.register(Bench.model(), in: collection.id)) }
            _ = try await bench.indexer().index(CorpusSource([folder.bytePath]), record: others[0])
            try await database.artifacts.write([1, 2, 3], kind: ModelCatalog.weights, model: others[0].id)
            for model in [others[1].id, bench.record.id] { try await database.activations.activate(model: model, in: collection.id) }
            _ = try await CorpusQueue(database: database, collection: collection).enqueue([folder.bytePath], model: others[2].id)
            let removal = ModelRemoval(database: database, collection: collection)
            let preview = try await removal.preview(keeping: 1)
            // Of 5, 1 serves, 3 would come back, a job fills 4, and 5 is the newest.
            #expect(preview.deleted.map(\.model) == [ModelReference(others[0])] && preview.isDryRun)
            #expect(preview.deleted[0].latents == 3 && preview.deleted[0].bytes == 3 && !preview.deleted[0].graph)
            #expect(try await database.models.list(in: collection.id).count == 5)
            let report = try await removal.delete(preview, by: .user("ada"), why: "room")
            #expect(!report.isDryRun && report.deleted.count == 1)
            #expect(try await database.models.find(id: others[0].id) == nil)
            #expect(try await database.modelEvents.list(in: collection.id)[0].action == .delete)
            #expect(try await removal.preview(keeping: 1).deleted.isEmpty)
            let refused = await failure { _ = try await removal.preview(bench.record) }
            #expect(refused?.code == .conflict && refused?.message.contains("faces@1") == true)
        }
    }
}
