import SemblanceCore
import SemblanceStorage
import SemblanceTestSupport
import Testing

@Suite("Model versions are registered, found and deleted")
struct ModelRepositoryTests {
    @Test("Versions of a name count up, also when several are registered at once")
    func versions() async throws {
        try await withFixture { fixture in
            let records = try await withThrowingTaskGroup(of: ModelRecord.self) { group in
                for _ in 0..<6 { group.addTask { try await fixture.database.models.register(Fixture.newModel(), in: fixture.collection) } }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            #expect(records.map(\.model.version).sorted() == [2, 3, 4, 5, 6, 7])
            let other = try await fixture.database.models.register(Fixture.newModel(name: "other"), in: fixture.collection)
            #expect(other.model.version == 1)
        }
    }

    @Test("A model is found by id, by name (the newest) and by name@version, within its collection")
    func references() async throws {
        try await withFixture { fixture in
            let models = fixture.database.models
            let second = try await models.register(Fixture.newModel(), in: fixture.collection)
            #expect(try await models.find("\(fixture.model.id)", in: fixture.collection) == fixture.model)
            #expect(try await models.find("faces", in: fixture.collection) == second)
            #expect(try await models.find("faces@1", in: fixture.collection) == fixture.model)
            let other = try await fixture.database.collections.create(name: "other")
            for (reference, collection) in [
                ("faces@3", fixture.collection), ("nose", fixture.collection), ("faces", other.id), ("faces@x", fixture.collection),
            ] {
                let error = await #expect(throws: SemblanceError.self) { try await models.find(reference, in: collection) }
                #expect(error?.code == .notFound)
            }
        }
    }

    @Test("What is usual among a version's images is kept with it, once somebody has measured it")
    func familiarity() async throws {
        try await withFixture { fixture in
            let models = fixture.database.models
            #expect(try await models.familiarity(of: fixture.model.id) == nil)
            for number in [0.25, 0.125] {
                try await models.setFamiliarity(try JSONText(encoding: ["share": number]), of: fixture.model.id)
                #expect(try await models.familiarity(of: fixture.model.id)?.decode() == ["share": number])
            }
            #expect(try await models.find(id: fixture.model.id) == fixture.model)
            #expect(try await models.familiarity(of: 999) == nil)
            let error = await #expect(throws: SemblanceError.self) { try await models.setFamiliarity(.emptyObject, of: 999) }
            #expect(error?.code == .notFound)
        }
    }

    @Test("What was registered comes back, and state and metrics change")
    func contents() async throws {
        try await withFixture { fixture in
            let models = fixture.database.models
            var new = Fixture.newModel(name: "child", dimension: 128, state: .training)
            new.parent = fixture.model.id
            new.normalization = .unitLength
            new.configuration = try JSONText(encoding: ["width": 64])
            let record = try await models.register(new, in: fixture.collection)
            #expect(record.model.latentDimension == 128 && record.model.resolution == 64 && record.model.normalization == .unitLength)
            #expect(record.model.preprocessing == new.preprocessing && record.parent == fixture.model.id && record.state == .training)
            #expect(try record.configuration.decode() == ["width": 64])
            try await models.setState(.ready, of: record.id)
            try await models.setMetrics(try JSONText(encoding: ["correlation": 0.5]), of: record.id)
            let found = try #require(try await models.find(id: record.id))
            #expect(found.state == .ready)
            #expect(try found.metrics.decode() == ["correlation": 0.5])
            #expect(try await models.newest(in: fixture.collection)?.id == record.id)
            let error = await #expect(throws: SemblanceError.self) { try await models.setState(.failed, of: 999) }
            #expect(error?.code == .notFound)
        }
    }

    @Test("Lists say how many latents a version has and whether it serves")
    func summaries() async throws {
        try await withFixture { fixture in
            let second = try await fixture.database.models.register(Fixture.newModel(), in: fixture.collection)
            _ = try await fixture.store([Fixture.image("a", at: "/1"), Fixture.image("b", at: "/2")])
            try await fixture.database.activations.activate(model: fixture.model.id, in: fixture.collection)
            let list = try await fixture.database.models.list(in: fixture.collection)
            #expect(list.map(\.record.id) == [second.id, fixture.model.id])
            #expect(list.map(\.latents) == [0, 2])
            #expect(list.map(\.isActive) == [false, true])
            #expect(try await fixture.database.models.summary(id: second.id) == list[0])
        }
    }

    @Test("A version is deleted with its latents and files, but not while it serves")
    func deletion() async throws {
        try await withFixture { fixture in
            let models = fixture.database.models
            let second = try await models.register(Fixture.newModel(), in: fixture.collection)
            _ = try await fixture.store([Fixture.image("a", at: "/1")])
            try await fixture.database.artifacts.write([1, 2, 3], kind: "weights", model: fixture.model.id)
            try await fixture.database.activations.activate(model: fixture.model.id, in: fixture.collection)
            let error = await #expect(throws: SemblanceError.self) { try await models.delete(id: fixture.model.id) }
            #expect(error?.code == .conflict)
            try await fixture.database.activations.activate(model: second.id, in: fixture.collection)
            try await models.delete(id: fixture.model.id)
            #expect(try await models.find(id: fixture.model.id) == nil)
            let left = try await fixture.database.pool.withConnection { connection in
                try connection.query(
                    "SELECT to_regclass('latents_\(fixture.model.id)') IS NOT NULL OR EXISTS (SELECT FROM model_artifact_chunks)"
                )
                .first?.value(0, as: Bool.self)
            }
            #expect(left == false)
            #expect(try await fixture.database.images.count(in: fixture.collection) == 1)
        }
    }

    @Test("Names that are numbers, empty or too long are refused", arguments: ["12", "", "a@b", String(repeating: "x", count: 101)])
    func refusedNames(name: String) async throws {
        try await withFixture { fixture in
            let error = await #expect(throws: SemblanceError.self) {
                try await fixture.database.models.register(Fixture.newModel(name: name), in: fixture.collection)
            }
            #expect(error?.code == .invalidArgument)
        }
    }

    @Test("A dimension that pgvector cannot hold is refused", arguments: [0, 16_001, Int.max])
    func refusedDimension(dimension: Int) async throws {
        try await withFixture { fixture in
            let error = await #expect(throws: SemblanceError.self) {
                try await fixture.database.models.register(Fixture.newModel(dimension: dimension), in: fixture.collection)
            }
            #expect(error?.code == .invalidArgument)
        }
    }
}
