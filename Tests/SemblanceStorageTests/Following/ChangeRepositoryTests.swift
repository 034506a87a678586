import SemblanceCore
import SemblanceTestSupport
import Testing

@testable import SemblanceStorage

@Suite("Whoever follows a database is told what changed")
struct ChangeRepositoryTests {
    /// The images that are logged as changed or deleted, once for each row of the log.
    private func log(_ fixture: Fixture) async throws -> [Int64] {
        try await fixture.database.pool.withConnection { connection in
            try connection.query("SELECT image_id FROM image_changes ORDER BY image_id").map { try $0.value(0, as: Int64.self) }
        }
    }

    /// A marker of now, with nothing open that began before: transactions in other databases of the cluster count too.
    private func settled(_ fixture: Fixture, _ marker: LatentMarker) async throws -> LatentMarker {
        var marker = marker
        while true {
            let changes = try await fixture.database.changes.changes(
                collection: fixture.collection, model: fixture.model.id, since: marker)
            marker = changes.marker
            if changes.added.count == 0, changes.touched.isEmpty { return marker }
        }
    }

    /// Prunes until so many changes are gone.
    private func prune(_ count: Int, _ fixture: Fixture) async throws {
        var pruned = 0
        while pruned < count { pruned += try await fixture.database.changes.prune(olderThan: .seconds(-1)) }
        #expect(pruned == count)
    }

    @Test("A snapshot has all latents and scores, and the next look only what came later")
    func snapshot() async throws {
        try await withFixture { fixture in
            let (changes, model) = (fixture.database.changes, fixture.model.id)
            let batch = [3, 1, -1, 2].map { Fixture.image("\($0)", source: Array("/\($0)".utf8), seed: $0) }
            let ids = try await fixture.store(batch).map(\.imageID)
            let snapshot = try await changes.snapshot(model: model)
            #expect(Set(snapshot.latents.ids) == Set(ids) && snapshot.latents.dimension == Fixture.dimension)
            #expect(snapshot.latents == (try await fixture.database.latents.load(model: model)))
            let realism = Dictionary(uniqueKeysWithValues: zip(snapshot.latents.ids, snapshot.realism))
            #expect(ids.map { realism[$0] ?? nil } == [3, 1, nil, 2])

            let marker = try await settled(fixture, snapshot.marker)
            let later = try await fixture.store([
                Fixture.image("later", source: [1], seed: 9), Fixture.image("none", source: [2], seed: -9),
            ])
            try await fixture.database.images.setMetadata(JSONText(#"{"a": 1}"#), of: ids[0])
            try await fixture.database.images.delete(ids: [ids[1]], in: fixture.collection)
            let next = try await changes.changes(collection: fixture.collection, model: model, since: marker)
            let scores = Dictionary(uniqueKeysWithValues: zip(next.added.ids, next.addedRealism))
            let expected: [Int64: Float?] = [later[0].imageID: 9, later[1].imageID: Float?.none]
            #expect(next.isComplete && scores == expected)
            #expect(next.touched == [ids[0], ids[1]].sorted())
            #expect(try await changes.present(images: next.touched + [later[0].imageID], model: model) == [ids[0], later[0].imageID])
            _ = try await settled(fixture, next.marker)
            #expect(try await changes.snapshot(model: 999).latents.count == 0)
        }
    }

    @Test("Deletion, new metadata and a source that goes or moves are logged, each image once; what stays as it is is not")
    func logged() async throws {
        try await withFixture { fixture in
            let images = fixture.database.images
            let batch = ["a", "b", "c"].map { Fixture.image($0, at: "/\($0)") }
            let ids = try await fixture.store(batch).map(\.imageID)
            #expect(try await log(fixture).isEmpty, "new images are found by their latents")
            _ = try await fixture.store(batch)
            try await images.setMetadata(.emptyObject, of: ids[0])
            let touched = NewImage(
                known: batch[0].sha256, byteSize: 1, source: batch[0].source,
                fingerprint: SourceFingerprint(byteSize: 1, modifiedNanoseconds: 77, inode: 77))
            _ = try await fixture.store([touched])
            #expect(try await log(fixture).isEmpty, "nothing is otherwise than before")

            try await images.setMetadata(JSONText(#"{"a": 1}"#), of: ids[0])
            #expect(try await log(fixture) == [ids[0]])
            _ = try await fixture.store([Fixture.image("c", at: "/b")])
            #expect(try await log(fixture) == ids.sorted(), "b lost its source to c")
            _ = try await fixture.store([Fixture.image("b", at: "/b again")])
            #expect(try await log(fixture) == (ids + [ids[1]]).sorted(), "b has one again")
            _ = try await fixture.store([Fixture.image("b", at: "/b once more")])
            _ = try await fixture.store([Fixture.image("a", at: "/a too")])
            try await fixture.execute("DELETE FROM image_sources WHERE source = '/a'")
            #expect(try await log(fixture) == (ids + [ids[0], ids[1]]).sorted())
            #expect(try await images.delete(ids: [ids[0], ids[2]], in: fixture.collection) == 2)
            #expect(try await log(fixture) == (ids + [ids[0], ids[0], ids[1], ids[2]]).sorted(), "sources go with their image")
            try await prune(7, fixture)
            try await fixture.database.collections.delete(name: "default")
            #expect(try await log(fixture) == [ids[1]])
        }
    }

    @Test("A look that begins before what was pruned is not complete; a later one is, and so is one beyond another cluster's transactions")
    func pruned() async throws {
        try await withFixture { fixture in
            let (changes, model) = (fixture.database.changes, fixture.model.id)
            let id = try await fixture.store([Fixture.image("a", at: "/a")])[0].imageID
            let before = try await changes.snapshot(model: model).marker
            try await fixture.database.images.setMetadata(JSONText(#"{"a": 1}"#), of: id)
            #expect(try await changes.prune(olderThan: .seconds(3600)) == 0)
            #expect(try await changes.changes(collection: fixture.collection, model: model, since: before).touched == [id])
            let open = try await PostgresConnection.connect(fixture.test.connectionString)
            try await open.executeScript("BEGIN; SELECT pg_current_xact_id()")
            try await fixture.database.images.setMetadata(JSONText(#"{"a": 2}"#), of: id)
            try await prune(1, fixture)
            #expect(try await changes.prune(olderThan: .seconds(-1)) == 0, "whoever looks now will ask for it once more")
            try await open.executeScript("COMMIT")
            await open.close()
            try await prune(1, fixture)
            let lost = try await changes.changes(collection: fixture.collection, model: model, since: before)
            #expect(!lost.isComplete && lost.touched.isEmpty && lost.added.count == 0)
            #expect(try await changes.changes(collection: fixture.collection, model: model, since: lost.marker).isComplete)

            // A database that was restored into a younger cluster has rows, and followers, of transactions that are yet to come.
            try await fixture.execute(
                "UPDATE image_changes_pruned SET through = '4000000000'; UPDATE latents SET added_in = '4000000000';"
                    + "INSERT INTO image_changes (collection_id, image_id, changed_in) VALUES (\(fixture.collection), 5, '4000000000')")
            let restored = try await changes.changes(collection: fixture.collection, model: model, since: lost.marker)
            #expect(restored.isComplete && restored.added.count == 0 && restored.touched.isEmpty)
            let foreign = LatentMarker(oldestOpen: 4_000_000_001)
            #expect(try await changes.changes(collection: fixture.collection, model: model, since: foreign).isComplete == false)
        }
    }
}

extension Fixture {
    /// Runs statements.
    func execute(_ sql: String) async throws {
        try await database.pool.withConnection { try $0.executeScript(sql) }
    }
}
