import SemblanceCore
import SemblanceStorage
import SemblanceTestSupport
import Testing

@Suite("Collections keep corpora apart")
struct CollectionRepositoryTests {
    @Test("A collection is made, listed, found and deleted with everything in it")
    func lifeCycle() async throws {
        try await withFixture { fixture in
            let collections = fixture.database.collections
            let made = try await collections.create(name: "Faces-2024.a_b")
            #expect(try await collections.find(name: made.name) == made)
            #expect(try await collections.list().map(\.name).sorted() == ["Faces-2024.a_b", "default"])
            let model = try await fixture.database.models.register(Fixture.newModel(), in: made.id)
            _ = try await fixture.database.images.store(batch: [Fixture.image("a", at: "/1")], collection: made.id, model: model.id)
            _ = try await fixture.database.plans.plan(IndexRequest(collection: made.id, model: model.id, parameters: .emptyObject)) { add in
                try add(.file(Fixture.file("/a.jpg")))
            }
            try await collections.delete(name: made.name)
            #expect(try await collections.find(name: made.name) == nil)
            #expect(try await fixture.database.models.find(id: model.id) == nil)
            #expect(try await fixture.database.latents.count(model: model.id) == 0)
            let error = await #expect(throws: SemblanceError.self) { try await collections.delete(name: made.name) }
            #expect(error?.code == .notFound)
        }
    }

    @Test("The collection default can be emptied but not lost")
    func defaultCollection() async throws {
        try await withFixture { fixture in
            _ = try await fixture.store([Fixture.image("a", at: "/1")])
            try await fixture.database.collections.delete(name: "default")
            let fresh = try await fixture.database.collections.require(name: "default")
            #expect(try await fixture.database.images.count(in: fresh.id) == 0)
        }
    }

    @Test("The same bytes are one image in each collection")
    func sameBytes() async throws {
        try await withFixture { fixture in
            let other = try await fixture.database.collections.create(name: "other")
            let model = try await fixture.database.models.register(Fixture.newModel(), in: other.id)
            let first = try await fixture.store([Fixture.image("a", at: "/1")])
            let second = try await fixture.database.images.store(
                batch: [Fixture.image("a", at: "/1")], collection: other.id, model: model.id)
            #expect(first[0].imageID != second[0].imageID)
            #expect(second[0].isNewImage && !second[0].isDuplicate)
        }
    }

    @Test(
        "Names that are taken or cannot be names are refused",
        arguments: [
            ("default", SemblanceError.Code.conflict), ("", .invalidArgument), ("a b", .invalidArgument), ("../x", .invalidArgument),
        ])
    func refusedNames(name: String, code: SemblanceError.Code) async throws {
        try await TestDatabase.with { test in
            let error = await #expect(throws: SemblanceError.self) { try await test.database.collections.create(name: name) }
            #expect(error?.code == code)
        }
    }
}
