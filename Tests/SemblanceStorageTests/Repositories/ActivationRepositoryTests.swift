import SemblanceCore
import SemblanceStorage
import SemblanceTestSupport
import Testing

@Suite("Activations decide which version serves")
struct ActivationRepositoryTests {
    @Test("The newest activation serves, and rolling back is a new one")
    func rollback() async throws {
        try await withFixture { fixture in
            let activations = fixture.database.activations
            #expect(try await activations.current(in: fixture.collection) == nil)
            let none = await #expect(throws: SemblanceError.self) { try await activations.rollback(in: fixture.collection) }
            #expect(none?.code == .conflict)
            let second = try await fixture.database.models.register(Fixture.newModel(), in: fixture.collection)
            try await activations.activate(model: fixture.model.id, in: fixture.collection)
            let only = await #expect(throws: SemblanceError.self) { try await activations.rollback(in: fixture.collection) }
            #expect(only?.code == .conflict)
            let chosen = try await activations.activate(model: second.id, in: fixture.collection)
            #expect(try await activations.activate(model: second.id, in: fixture.collection) == chosen)
            #expect(try await activations.rollback(in: fixture.collection).modelID == fixture.model.id)
            #expect(try await activations.current(in: fixture.collection)?.modelID == fixture.model.id)
            let history = try await activations.history(in: fixture.collection)
            #expect(history.map(\.modelID) == [fixture.model.id, second.id, fixture.model.id])
            #expect(history.map(\.reason) == [.rollback, .activate, .activate])
        }
    }

    @Test("The first index activates its version, and a later one does not")
    func firstIndex() async throws {
        try await withFixture { fixture in
            let second = try await fixture.database.models.register(Fixture.newModel(), in: fixture.collection)
            for model in [fixture.model, second] {
                try await fixture.workOff(fixture.plan([Fixture.file("/a.jpg")], model: model.id))
                #expect(try await fixture.database.activations.current(in: fixture.collection)?.modelID == fixture.model.id)
            }
        }
    }

    @Test("A version that is not ready, or of another collection, cannot serve")
    func refused() async throws {
        try await withFixture { fixture in
            let raw = try await fixture.database.models.register(Fixture.newModel(state: .training), in: fixture.collection)
            let unready = await #expect(throws: SemblanceError.self) {
                try await fixture.database.activations.activate(model: raw.id, in: fixture.collection)
            }
            #expect(unready?.code == .conflict)
            let other = try await fixture.database.collections.create(name: "other")
            let foreign = await #expect(throws: SemblanceError.self) {
                try await fixture.database.activations.activate(model: fixture.model.id, in: other.id)
            }
            #expect(foreign?.code == .notFound)
        }
    }
}
