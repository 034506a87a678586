import Foundation
import SemblanceCore
import SemblanceTestSupport
import Testing

@testable import SemblanceStorage

@Suite("Listening for changes", .serialized)
struct ChangeListenerTests {
    /// Ends the sessions that listen to a database.
    private static let terminate = """
        SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query = 'LISTEN semblance' AND datname = current_database()
        """

    /// What happens in a database, and how many notifications it is worth.
    struct Happening: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let notifications: Int
        let act: @Sendable (Fixture, _ image: Int64, _ key: Int64) async throws -> Void

        init(_ name: String, _ notifications: Int, _ act: @escaping @Sendable (Fixture, Int64, Int64) async throws -> Void) {
            (testDescription, self.notifications, self.act) = (name, notifications, act)
        }
    }

    static let happenings = [
        Happening("latents", 1) { fixture, _, _ in _ = try await fixture.store((0..<9).map { Fixture.image("new \($0)", at: "/new/\($0)") })
        },
        Happening("metadata", 1) { fixture, image, _ in
            try await fixture.database.images.setMetadata(JSONText(#"{"b": 2}"#), of: image)
        },
        Happening("the same metadata", 0) { fixture, image, _ in
            try await fixture.database.images.setMetadata(JSONText(#"{"a": 1}"#), of: image)
        },
        Happening("deletion", 1) { fixture, image, _ in try await fixture.database.images.delete(ids: [image], in: fixture.collection) },
        Happening("deletion of nothing", 0) { fixture, _, _ in try await fixture.database.images.delete(ids: [99], in: fixture.collection)
        },
        Happening("a source that goes", 1) { fixture, _, _ in try await fixture.execute("DELETE FROM image_sources WHERE source = '/a'") },
        Happening("a source that was touched", 0) { fixture, _, _ in try await fixture.execute("UPDATE image_sources SET inode = 1") },
        Happening("all at once", 1) { fixture, _, _ in
            try await fixture.execute(
                "BEGIN; UPDATE images SET metadata = '{}'; DELETE FROM image_sources; DELETE FROM images; DELETE FROM api_keys; COMMIT")
        },
        Happening("what is undone", 0) { fixture, _, _ in try await fixture.execute("BEGIN; DELETE FROM images; ROLLBACK") },
        Happening("activation", 1) { fixture, _, _ in
            try await fixture.database.activations.activate(model: fixture.model.id, in: fixture.collection)
        },
        Happening("a new key", 1) { fixture, _, _ in _ = try await fixture.database.keys.create(name: "web", scope: .read) },
        Happening("a revoked key", 1) { fixture, _, key in try await fixture.database.keys.revoke(id: key) },
        Happening("a used key", 0) { fixture, _, key in try await fixture.database.keys.touch(ids: [key], at: .now) },
    ]

    @Test("What changes something notifies once a transaction, and what changes nothing does not", arguments: happenings)
    func notifications(happening: Happening) async throws {
        try await withFixture { fixture in
            let image = try await fixture.store((0..<3).map { Fixture.image("\($0)", at: "/\("abc".map(String.init)[$0])") })[0].imageID
            try await fixture.database.images.setMetadata(JSONText(#"{"a": 1}"#), of: image)
            let key = try await fixture.database.keys.create(name: "first", scope: .write).key.id
            let listening = try await PostgresConnection.connect(fixture.test.connectionString)
            try await listening.executeScript("LISTEN semblance")
            try await happening.act(fixture, image, key)
            #expect(try await listening.takeNotifications() == happening.notifications)
            await listening.close()
        }
    }

    @Test("What another connection does arrives by itself")
    func arrives() async throws {
        try await withFixture { fixture in
            var events = ChangeListener.events(fixture.test.connectionString).makeAsyncIterator()
            #expect(try await events.next() != nil, "it listens")
            for number in 0..<5 {
                _ = try await fixture.store([Fixture.image("\(number)", at: "/\(number)")])
                #expect(try await events.next() != nil)
            }
        }
    }

    @Test("However many notifications wait, they are one element")
    func waiting() async throws {
        try await withFixture { fixture in
            var events = ChangeListener.events(fixture.test.connectionString).makeAsyncIterator()
            #expect(try await events.next() != nil)
            for _ in 0..<20 { try await fixture.execute("NOTIFY semblance") }
            // The connection is lost after all of them: what is left by then is one element at most.
            try await fixture.execute(Self.terminate)
            try await Self.eventually { try await Self.listeners(fixture) == 0 }
            try await Task.sleep(for: .milliseconds(200))
            var count = 0
            await #expect(throws: SemblanceError.self) { while try await events.next() != nil { count += 1 } }
            #expect(count == 1)
        }
    }

    @Test("A lost connection is said, and one that cannot be made too")
    func lost() async throws {
        try await withFixture { fixture in
            var events = ChangeListener.events(fixture.test.connectionString).makeAsyncIterator()
            #expect(try await events.next() != nil)
            try await fixture.execute(Self.terminate)
            let error = await #expect(throws: SemblanceError.self) { _ = try await events.next() }
            #expect(error?.code == .unavailable)
            var nowhere = ChangeListener.events("postgresql://127.0.0.1:1/none").makeAsyncIterator()
            let refused = await #expect(throws: SemblanceError.self) { _ = try await nowhere.next() }
            #expect(refused?.code == .unavailable)
        }
    }

    @Test("A cancelled listener ends, and leaves no session, descriptor or thread")
    func cancelled() async throws {
        try await withFixture { fixture in
            let before = (descriptors: try Self.count("fd"), threads: try Self.count("task"))
            for _ in 0..<100 {
                let (listening, hand) = AsyncStream<Void>.makeStream()
                let task = Task {
                    for try await _ in ChangeListener.events(fixture.test.connectionString) { hand.yield() }
                }
                for await _ in listening { break }
                task.cancel()
                try await task.value
            }
            try await Self.eventually { try await Self.listeners(fixture) == 0 }
            // Other tests have descriptors and threads too, but not so many more.
            try await Self.eventually { try Self.count("fd") < before.descriptors + 80 && Self.count("task") < before.threads + 80 }
        }
    }

    @Test("A stream that is let go ends its session")
    func letGo() async throws {
        try await withFixture { fixture in
            for try await _ in ChangeListener.events(fixture.test.connectionString) {
                #expect(try await Self.listeners(fixture) == 1)
                break
            }
            try await Self.eventually { try await Self.listeners(fixture) == 0 }
        }
    }

    /// How many sessions listen to a database.
    private static func listeners(_ fixture: Fixture) async throws -> Int64 {
        try await fixture.database.pool.withConnection { connection in
            let sql = "SELECT count(*) FROM pg_stat_activity WHERE query = 'LISTEN semblance' AND datname = current_database()"
            return try connection.query(sql).first?.value(0) ?? -1
        }
    }

    /// How many descriptors (`fd`) or threads (`task`) this process has.
    private static func count(_ what: String) throws -> Int {
        try FileManager.default.contentsOfDirectory(atPath: "/proc/self/" + what).count
    }

    /// Waits for something that another process does on its own time.
    private static func eventually(_ condition: () async throws -> Bool) async throws {
        for _ in 0..<500 {
            if try await condition() { return }
            try await Task.sleep(for: .milliseconds(10))
        }
        Issue.record("it did not come about within five seconds")
    }
}
