import SemblanceCore
import SemblanceStorage
import SemblanceTestSupport
import Testing

@Suite("Rollbacks lead to the version before, again and again")
struct ActivationStackTests {
    /// Does what a word says: `a2` activates the second version, `r` rolls back, `d2` deletes; `!` after it expects a refusal.
    private func perform(_ word: Substring, _ models: [Int64], _ fixture: Fixture) async throws {
        let isRefused = word.hasSuffix("!")
        let model = Int(word.drop { !$0.isNumber }.prefix { $0.isNumber }).map { models[$0 - 1] } ?? 0
        let outcome = await failure {
            switch word.first {
            case "a": try await fixture.database.activations.activate(model: model, in: fixture.collection)
            case "d": try await fixture.database.models.delete(id: model)
            default: try await fixture.database.activations.rollback(in: fixture.collection)
            }
        }
        #expect(outcome?.code == (isRefused ? .conflict : nil), "\(word): \(outcome?.message ?? "not refused")")
    }

    @Test(
        "Sequences of activations, rollbacks and deletions",
        arguments: [
            ("r!", [0]), ("a1 r!", [1, 1]), ("a1 a1 r!", [1, 1, 1]),
            ("a1 a2 a3 r r r!", [1, 2, 3, 2, 1, 1]),
            ("a1 a2 r a3 r r!", [1, 2, 1, 3, 1, 1]),
            ("a1 a2 a3 r a4 r r r!", [1, 2, 3, 2, 4, 2, 1, 1]),
            ("a1 a2 a1 r r r!", [1, 2, 1, 2, 1, 1]),
            ("a1 a2 a3 d2 r r!", [1, 2, 3, 3, 1, 1]),
            ("a1 a2 a3 d1 r r!", [1, 2, 3, 3, 2, 2]),
            ("a1 a2 a3 r d3 r r!", [1, 2, 3, 2, 2, 1, 1]),
            ("a1 a2 a1 d2 r!", [1, 2, 1, 1, 1]),
            ("a1 a2 a3 a2 d3 r r!", [1, 2, 3, 2, 2, 1, 1]),
            ("a1 a2 a3 a4 d3 d2 r r!", [1, 2, 3, 4, 4, 4, 1, 1]),
            ("a1 d1! a2 d1 r! a3 r", [1, 1, 2, 2, 2, 3, 2]),
        ])
    func sequences(words: String, serving: [Int]) async throws {
        try await withFixture { fixture in
            var models = [fixture.model.id]
            for _ in 0..<3 { models.append(try await fixture.database.models.register(Fixture.newModel(), in: fixture.collection).id) }
            var seen: [Int] = []
            for word in words.split(separator: " ") {
                try await perform(word, models, fixture)
                let current = try await fixture.database.activations.current(in: fixture.collection)?.modelID
                seen.append(current.flatMap { models.firstIndex(of: $0) }.map { $0 + 1 } ?? 0)
            }
            #expect(seen == serving)
        }
    }

    @Test("What a rollback would bring is known before, and no other is brought")
    func previous() async throws {
        try await withFixture { fixture in
            let activations = fixture.database.activations
            let second = try await fixture.database.models.register(Fixture.newModel(), in: fixture.collection).id
            #expect(try await activations.previous(in: fixture.collection) == nil)
            #expect(await failure { _ = try await activations.requirePrevious(in: fixture.collection) }?.code == .conflict)
            for model in [fixture.model.id, second] { try await activations.activate(model: model, in: fixture.collection) }
            #expect(try await activations.previous(in: fixture.collection) == fixture.model.id)
            let other = await failure { try await activations.rollback(in: fixture.collection, to: second, by: .anonymous) }
            #expect(other?.code == .conflict)
            #expect(try await activations.current(in: fixture.collection)?.modelID == second)
            #expect(
                try await activations.rollback(in: fixture.collection, to: fixture.model.id, by: .anonymous).modelID == fixture.model.id)
        }
    }

    @Test("Rollbacks at the same time each go one further back")
    func concurrent() async throws {
        try await withFixture { fixture in
            var models = [fixture.model.id]
            for _ in 0..<6 { models.append(try await fixture.database.models.register(Fixture.newModel(), in: fixture.collection).id) }
            for model in models { try await fixture.database.activations.activate(model: model, in: fixture.collection) }
            let brought = try await withThrowingTaskGroup(of: Int64.self) { group in
                for _ in 0..<5 {
                    group.addTask { try await fixture.database.activations.rollback(in: fixture.collection).modelID }
                }
                return try await group.reduce(into: Set()) { $0.insert($1) }
            }
            #expect(brought == Set(models[1...5]))
            #expect(try await fixture.database.activations.current(in: fixture.collection)?.modelID == models[1])
        }
    }

    @Test("A version that is deleted while it is activated either serves or is gone", arguments: 0..<8)
    func race(round: Int) async throws {
        try await withFixture { fixture in
            let second = try await fixture.database.models.register(Fixture.newModel(), in: fixture.collection).id
            try await fixture.database.activations.activate(model: fixture.model.id, in: fixture.collection)
            async let activation = failure { try await fixture.database.activations.activate(model: second, in: fixture.collection) }
            async let deletion = failure { try await fixture.database.models.delete(id: second) }
            let (refused, kept) = await (activation, deletion)
            let serves = try await fixture.database.activations.current(in: fixture.collection)?.modelID == second
            let exists = try await fixture.database.models.find(id: second) != nil
            #expect(serves == exists && (refused == nil) == serves && (kept == nil) == !exists)
            #expect(refused.map { $0.code == .notFound } ?? (kept?.code == .conflict))
        }
    }

    @Test("A version that has encoded nothing does not take over from one that has, unless it is forced")
    func empty() async throws {
        try await withFixture { fixture in
            let (activations, collection) = (fixture.database.activations, fixture.collection)
            let second = try await fixture.database.models.register(Fixture.newModel(), in: collection).id
            // Where nothing serves, and where that is empty too, there is nothing to lose.
            try await activations.activate(model: second, in: collection, by: .anonymous)
            try await activations.activate(model: fixture.model.id, in: collection, by: .anonymous)
            _ = try await fixture.store([Fixture.image("a", at: "/1")])
            let refused = await failure { try await activations.activate(model: second, in: collection, by: .anonymous) }
            #expect(refused?.code == .conflict && refused?.advice?.contains("semblance index --model \(second)") == true)
            #expect(await failure { try await activations.rollback(in: collection, by: .anonymous) }?.code == .conflict)
            #expect(try await activations.current(in: collection)?.modelID == fixture.model.id)
            #expect(try await activations.rollback(in: collection, by: .anonymous, force: true).modelID == second)
            #expect(try await fixture.database.latents.missing(from: second, beside: fixture.model.id) == 1)
            #expect(try await fixture.database.latents.missing(from: fixture.model.id, beside: second) == 0)
        }
    }
}
