import SemblanceCore
import SemblanceStorage
import SemblanceTestSupport
import Testing

@Suite("The trail of what was done to model versions")
struct ModelEventTests {
    @Test("says who did what, when and why, and outlives the version")
    func trail() async throws {
        try await withFixture { fixture in
            let (database, collection) = (fixture.database, fixture.collection)
            let second = try await database.models.register(Fixture.newModel(), in: collection).id
            try await database.activations.activate(model: fixture.model.id, in: collection, by: .user("ada"), why: "the first")
            try await database.activations.activate(model: second, in: collection, by: .job(7), why: nil)
            // What changes nothing leaves no trace.
            try await database.activations.activate(model: second, in: collection, by: .key("ops"), why: "again")
            try await database.activations.rollback(in: collection, by: .key("ops"), why: "  ")
            try await database.models.delete(id: second, by: .anonymous, why: "worse")
            let events = try await database.modelEvents.list(in: collection)
            #expect(events.map(\.action) == [.delete, .rollback, .activate, .activate])
            #expect(events.map(\.actor.description) == ["anonymous", "key:ops", "job:7", "user:ada"])
            #expect(events.map(\.why) == ["worse", nil, nil, "the first"])
            #expect(events.map(\.modelID) == [second, fixture.model.id, second, fixture.model.id])
            #expect(events.map(\.version) == [2, 1, 2, 1] && events.allSatisfy { $0.name == "faces" })
            #expect(zip(events, events.dropFirst()).allSatisfy { $0.happenedAt >= $1.happenedAt })
            #expect(try await database.modelEvents.list(model: second).map(\.action) == [.delete, .activate])
            #expect(try await database.modelEvents.list(in: collection, limit: 1) == [events[0]])
        }
    }

    @Test("a first index that lets its version serve is named by its job")
    func firstIndex() async throws {
        try await withFixture { fixture in
            let job = try await fixture.plan([Fixture.file("/a.jpg")], model: fixture.model.id)
            try await fixture.workOff(job)
            let events = try await fixture.database.modelEvents.list(model: fixture.model.id)
            #expect(events.map(\.actor) == [.job(job.id)] && events[0].why == "the first index is complete")
        }
    }

    @Test("what cannot be noted is not done")
    func together() async throws {
        try await withFixture { fixture in
            let (database, collection) = (fixture.database, fixture.collection)
            let second = try await database.models.register(Fixture.newModel(), in: collection).id
            try await database.activations.activate(model: fixture.model.id, in: collection)
            for why in [String(repeating: "x", count: 1001), "a\0b"] {
                #expect(
                    await failure { try await database.activations.activate(model: second, in: collection, by: .anonymous, why: why) }?
                        .code == .invalidArgument)
                #expect(await failure { try await database.models.delete(id: second, by: .anonymous, why: why) }?.code == .invalidArgument)
            }
            #expect(try await database.activations.current(in: collection)?.modelID == fixture.model.id)
            #expect(try await database.models.find(id: second) != nil)
            #expect(try await database.modelEvents.list(in: collection).count == 1)
            let longest = String(repeating: "ü", count: 1000)
            try await database.activations.activate(model: second, in: collection, by: .anonymous, why: longest)
            #expect(try await database.modelEvents.list(in: collection)[0].why == longest)
        }
    }

    @Test("a version whose registration failed leaves no trace")
    func withdrawn() async throws {
        try await withFixture { fixture in
            try await fixture.database.models.withdraw(id: fixture.model.id)
            #expect(try await fixture.database.models.find(id: fixture.model.id) == nil)
            #expect(try await fixture.database.modelEvents.list(in: fixture.collection).isEmpty)
            #expect(await failure { try await fixture.database.models.withdraw(id: fixture.model.id) }?.code == .notFound)
        }
    }

    @Test("decisions from before there was a trail keep their order, as activations and as a stack")
    func migration() async throws {
        try await TestDatabase.withEmpty { test in
            let files = try MigrationFiles.load(from: MigrationFiles.locate())
            let pool = test.database.pool
            let collection = try await pool.withConnection { connection in
                try Migrator(files: Array(files.prefix(11))).migrate(on: connection)
                try connection.executeScript(
                    """
                    INSERT INTO model_versions (collection_id, name, version, objective, resolution, latent_dimension, normalization,
                        preprocessing, state)
                    SELECT c.id, 'faces', n, 'o-gan', 64, 4, 'standardized', '{"version": 1, "resolution": 64}', 'ready'
                    FROM collections c, generate_series(1, 3) n ORDER BY n;
                    INSERT INTO activations (collection_id, model_id, reason)
                    SELECT c.id, (SELECT id FROM model_versions WHERE version = t.version), t.reason
                    FROM collections c, (VALUES (1, 1, 'activate'), (2, 2, 'activate'), (3, 1, 'rollback'), (4, 3, 'activate'))
                        AS t (place, version, reason) ORDER BY place;
                    """)
                try Migrator(files: files).migrate(on: connection)
                return try #require(try connection.query("SELECT id FROM collections").first?.value(0, as: Int64.self))
            }
            let events = try await test.database.modelEvents.list(in: collection)
            #expect(events.map(\.version) == [3, 1, 2, 1] && events.allSatisfy { $0.actor == AuditActor("unknown") })
            let first = try await test.database.models.find("faces@1", in: collection).id
            #expect(try await test.database.activations.rollback(in: collection).modelID == first)
            #expect(await failure { try await test.database.activations.rollback(in: collection) }?.code == .conflict)
        }
    }
}
