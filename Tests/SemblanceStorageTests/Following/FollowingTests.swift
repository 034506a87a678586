import SemblanceCore
import SemblanceTestSupport
import Synchronization
import Testing

@testable import SemblanceStorage

@Suite("An index in memory follows the database")
struct FollowingTests {
    @Test(
        "whoever looks at random moments, while writers add, delete, bring back and describe images and commit out of order, ends with the table",
        arguments: [1, 2, 3, 4], [false, true])
    func follows(seed: UInt64, prunes: Bool) async throws {
        try await withFixture { fixture in
            let pool = PostgresPool(fixture.test.connectionString, maximum: 5)
            let end = End()
            try await withThrowingTaskGroup(of: Void.self) { writers in
                for number in 0..<5 {
                    var writer = Writer(fixture, pool, seed: seed * 100 + UInt64(number), isSlow: number == 0)
                    writers.addTask { try await writer.run(transactions: number == 0 ? 6 : 60) }
                }
                let following = Task {
                    var follower = try await Follower(fixture)
                    var random = SplitMix64(seed: seed)
                    while true {
                        // The last look begins after the last commit.
                        let isLast = end.isReached.withLock { $0 }
                        try await follower.look()
                        if isLast { return follower }
                        if prunes, random.next() % 4 == 0 { try await fixture.database.changes.prune(olderThan: .milliseconds(20)) }
                        try await Task.sleep(for: .milliseconds(Int(random.next() % 12)))
                    }
                }
                try await writers.waitForAll()
                end.isReached.withLock { $0 = true }
                let follower = try await following.value
                let table = try await Follower(fixture)
                #expect(follower.vectors == table.vectors)
                #expect(follower.details == table.details)
                #expect(table.vectors.count == (try await fixture.database.images.count(in: fixture.collection)))
                #expect(follower.looks > 5 && follower.deletions > 5, "\(follower.looks) looks, \(follower.deletions) deletions")
                #expect(prunes || follower.reloads == 0)
            }
            await pool.close()
        }
    }
}

/// Whether all writers are done.
private final class End: Sendable {
    let isReached = Mutex(false)
}

/// What a server keeps of a collection, followed as it does.
private struct Follower {
    private let fixture: Fixture
    private var marker: LatentMarker
    private(set) var vectors: [Int64: [Float]] = [:]
    private(set) var details: [Int64: ImageDetail] = [:]
    private(set) var looks = 0
    private(set) var deletions = 0
    private(set) var reloads = 0

    init(_ fixture: Fixture) async throws {
        self.fixture = fixture
        let snapshot = try await fixture.database.changes.snapshot(model: fixture.model.id)
        marker = snapshot.marker
        vectors = Self.rows(of: snapshot.latents)
        details = try await fixture.database.images.details(of: Array(vectors.keys))
    }

    mutating func look() async throws {
        looks += 1
        let changes = try await fixture.database.changes.changes(
            collection: fixture.collection, model: fixture.model.id, since: marker)
        guard changes.isComplete else {
            let fresh = try await Follower(fixture)
            deletions += vectors.keys.count { fresh.vectors[$0] == nil }
            (marker, vectors, details) = (fresh.marker, fresh.vectors, fresh.details)
            return reloads += 1
        }
        vectors.merge(Self.rows(of: changes.added)) { $1 }
        let asked = changes.touched + changes.added.ids
        let present = try await fixture.database.changes.present(images: changes.touched, model: fixture.model.id)
        for id in changes.touched where !present.contains(id) && vectors.removeValue(forKey: id) != nil { deletions += 1 }
        let found = try await fixture.database.images.details(of: asked)
        for id in asked { details[id] = vectors[id] == nil ? nil : found[id] }
        marker = changes.marker
    }

    private static func rows(of matrix: LatentMatrix) -> [Int64: [Float]] {
        Dictionary(
            uniqueKeysWithValues: matrix.ids.enumerated().map { row, id in
                (id, Array(matrix.vectors[(row * matrix.dimension)..<((row + 1) * matrix.dimension)]))
            })
    }
}

/// Changes a few images over and over, in transactions that stay open for random times.
private struct Writer: Sendable {
    private let fixture: Fixture
    private let pool: PostgresPool
    private let isSlow: Bool
    private var random: SplitMix64

    init(_ fixture: Fixture, _ pool: PostgresPool, seed: UInt64, isSlow: Bool) {
        self.fixture = fixture
        self.pool = pool
        self.isSlow = isSlow
        random = SplitMix64(seed: seed)
    }

    mutating func run(transactions: Int) async throws {
        for _ in 0..<transactions {
            let statements = (0..<(1 + random.next() % 3)).map { _ in statement() }
            let seconds = Double(random.next() % 10) / (isSlow ? 25 : 1000)
            let isUndone = random.next() % 8 == 0
            try await pool.withConnection { connection in
                do {
                    try connection.withTransaction {
                        for sql in statements { try connection.executeScript(sql) }
                        try connection.executeScript("SELECT pg_sleep(\(seconds))")
                        if isUndone { throw Undone() }
                    }
                } catch is Undone {
                } catch let error as SemblanceError where error.code == .unavailable {
                    // Two that want each other's images: one is rolled back.
                }
            }
        }
    }

    private struct Undone: Error {}

    private mutating func statement() -> String {
        let name = "sha256('photo \(random.next() % 25)')"
        let place = "collection_id = \(fixture.collection) AND sha256 = \(name)"
        switch random.next() % 5 {
        case 0, 1: return "DELETE FROM images WHERE \(place)"
        case 2: return "UPDATE images SET metadata = '{\"a\": \(random.next() % 1000)}' WHERE \(place)"
        default:
            let vector = "[\(random.next() % 1000),1,2,3]"
            return """
                WITH made AS (
                    INSERT INTO images (collection_id, sha256, byte_size, format, width, height)
                    VALUES (\(fixture.collection), \(name), 1, 'jpeg', 1, 1) ON CONFLICT DO NOTHING RETURNING id)
                INSERT INTO latents SELECT \(fixture.model.id), id, '\(vector)', 0, 1, 1, 0.5 FROM made
                """
        }
    }
}
