import SemblanceCore
import SemblanceImaging
import SemblanceService
import SemblanceStorage
import SemblanceTestSupport
import Testing

@testable import SemblanceServer

@Suite("Searching while versions change", .serialized)
struct SearchUnderActivationTests {
    private static let changes = 50

    @Test("fifty activations and rollbacks, here and over HTTP: no search fails, and none mixes two versions")
    func steady() async throws {
        try await ServerBench.with(12) { server in
            let bench = server.bench
            let first = bench.record
            let second = try await bench.database.models.register(Bench.model(), in: bench.collection.id)
            // Four images in common; what a version finds tells which one it is.
            for folder in [try TestCorpus.faces(4), try TestCorpus.noise(9)] {
                _ = try await bench.indexer().index(CorpusSource([folder.bytePath]), record: second)
            }
            var found: [Int64: Set<Int64>] = [:]
            for record in [first, second] { found[record.id] = Set(try await bench.database.latents.load(model: record.id).ids) }
            let (known, common) = (found, try #require(found[first.id]?.intersection(found[second.id] ?? []).min()))
            let photo = try server.photo(1)
            let watch = SearchWatch(images: known)
            try await LiveServer.run(routes: server.routes) { live in
                let follower = DatabaseFollower(bench.database, every: .milliseconds(200)) { try await server.parts.shelf.look() }
                let following = Task { await follower.run() }
                try await withThrowingTaskGroup(of: Void.self) { group in
                    let json = Array(#"{"image_id": \#(common), "k": 30}"#.utf8)
                    for (body, type) in [(json, "application/json"), (json, "application/json"), (photo, "image/jpeg")] {
                        group.addTask {
                            let client = try live.connect()
                            while !watch.isOver {
                                let start = ContinuousClock.now
                                let reply = try await Self.post("/v1/search?k=30", body, type, client)
                                watch.note(reply, after: start.duration(to: .now))
                            }
                        }
                    }
                    defer { watch.end() }
                    try await Self.change(server, live, first, second)
                    watch.end()
                    try await group.waitForAll()
                }
                following.cancel()
                await following.value
            }
            let observation = watch.observation
            #expect(observation.problems.isEmpty)
            #expect(observation.replies.keys.sorted() == [first.id, second.id] && observation.replies.values.allSatisfy { $0 >= 10 })
            print(
                "searching under \(Self.changes) changes of versions: \(observation.replies.values.reduce(0, +)) replies, "
                    + "the longest after \(observation.longest)")
        }
    }

    /// Activates and rolls back in turn, over HTTP and in the database as another process would.
    private static func change(_ server: ServerBench, _ live: LiveServer, _ first: ModelRecord, _ second: ModelRecord) async throws {
        let bench = server.bench
        let client = try live.connect()
        let serving = try await server.parts.shelf.collection(named: bench.collection.name)
        let elsewhere = ModelActivation(database: bench.database, collection: bench.collection) { _ in }
        for number in 0..<changes {
            let target = number.isMultiple(of: 2) ? second : first
            let isRollback = number % 4 == 3
            if number % 3 == 0 {
                let reply = try await post("/v1/models/\(isRollback ? "rollback" : "\(target.id)/activate")", [], nil, client)
                #expect(reply.hasPrefix("HTTP/1.1 200"), "\(reply)")
            } else if isRollback {
                _ = try await elsewhere.rollback(by: .user("ops"), why: nil, force: false)
            } else {
                _ = try await elsewhere.activate(target, by: .user("ops"), why: nil, force: false)
            }
            try await eventually { serving.status.version?.record.id == target.id }
            try await Task.sleep(for: .milliseconds(10))
        }
        let history = try await bench.database.modelEvents.list(in: bench.collection.id)
        #expect(history.count == changes + 1)
    }

    private static func post(_ path: String, _ body: [UInt8], _ type: String?, _ client: SocketClient) async throws -> String {
        let type = type.map { "Content-Type: \($0)\r\n" } ?? ""
        let head = "POST \(path) HTTP/1.1\r\nHost: a\r\n\(type)Content-Length: \(body.count)\r\n\r\n"
        try await client.send(Array(head.utf8) + body)
        return try await client.readReply()
    }
}
