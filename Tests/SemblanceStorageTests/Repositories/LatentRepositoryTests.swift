import Foundation
import SemblanceCore
import SemblanceStorage
import SemblanceTestSupport
import Testing

@Suite("Latents are loaded in bulk, of one model version at a time")
struct LatentRepositoryTests {
    @Test("All latents of a version come back bit for bit, at once and in parts")
    func load() async throws {
        try await withFixture { fixture in
            let count = 1000
            let batch = (0..<count).map { Fixture.image("photo \($0)", source: Array("/\($0)".utf8), seed: Float($0) * 0.1 + 0.1) }
            let outcomes = try await fixture.store(batch)
            let other = try await fixture.database.models.register(Fixture.newModel(dimension: 3), in: fixture.collection)
            _ = try await fixture.store([Fixture.image("x", source: [1], dimension: 3)], model: other.id)

            let expected = Dictionary(uniqueKeysWithValues: zip(outcomes.map(\.imageID), batch.compactMap(\.latent?.vector)))
            let matrix = try await fixture.database.latents.load(model: fixture.model.id)
            #expect(matrix.count == count && matrix.dimension == Fixture.dimension)
            #expect(matrix.vectors.count == count * Fixture.dimension)
            for (row, id) in matrix.ids.enumerated() {
                #expect(Array(matrix.vectors[(row * Fixture.dimension)..<((row + 1) * Fixture.dimension)]) == expected[id])
            }
            #expect(try await fixture.database.latents.load(model: 999).count == 0)
        }
    }

    @Test("Who follows along misses no latent, also where a transaction that began earlier ends later")
    func following() async throws {
        try await withFixture { fixture in
            let latents = fixture.database.latents
            let model = fixture.model.id
            let ids = try await fixture.store((0..<4).map { Fixture.image("\($0)", at: "/\($0)") }).map(\.imageID)
            let spare = try await fixture.database.models.register(Fixture.newModel(), in: fixture.collection).id
            let insert =
                "INSERT INTO latents SELECT \(spare), image_id, vector, 0, 1, 1 FROM latents WHERE model_id = \(model) AND image_id = $1"

            let early = try await PostgresConnection.connect(fixture.test.connectionString)
            try await early.executeScript("BEGIN")
            try await early.execute(insert, ids[0])
            try await fixture.database.pool.withConnection { _ = try $0.execute(insert, ids[1]) }
            let first = try await latents.added(model: spare, since: nil)
            #expect(first.latents.ids == [ids[1]])
            try await early.executeScript("COMMIT")
            await early.close()
            try await fixture.database.pool.withConnection { _ = try $0.execute(insert, ids[2]) }
            let second = try await latents.added(model: spare, since: first.marker)
            #expect(Set(second.latents.ids).isSuperset(of: [ids[0], ids[2]]))
            let third = try await latents.added(model: spare, since: second.marker)
            #expect(Set(third.latents.ids).isSubset(of: ids))
        }
    }

    @Test("A sample is the same for a seed, another for another, and changes by one image at most where one comes or goes")
    func sample() async throws {
        try await withFixture { fixture in
            let latents = fixture.database.latents
            let ids = try await fixture.store((0..<60).map { Fixture.image("\($0)", at: "/\($0)") }).map(\.imageID)
            let model = fixture.model.id
            let sample = try await latents.sample(20, of: model, seed: 1)
            #expect(sample.count == 20 && Set(sample).count == 20 && Set(sample).isSubset(of: ids))
            #expect(try await latents.sample(20, of: model, seed: 1) == sample)
            #expect(try await latents.sample(20, of: model, seed: 2) != sample)
            #expect(Set(try await latents.sample(1000, of: model, seed: 1)) == Set(ids))
            #expect(try await latents.sample(20, of: 999, seed: 1).isEmpty)

            try await fixture.database.images.delete(ids: [sample[3]], in: fixture.collection)
            let later = try await latents.sample(20, of: model, seed: 1)
            #expect(Array(later.prefix(19)) == sample.filter { $0 != sample[3] })
        }
    }

    @Test("The critic's scores come sorted, without those that have none")
    func realism() async throws {
        try await withFixture { fixture in
            _ = try await fixture.store([3, 1, -1, 2].map { Fixture.image("\($0)", source: Array("/\($0)".utf8), seed: $0) })
            #expect(try await fixture.database.latents.realism(model: fixture.model.id) == [1, 2, 3])
        }
    }

    @Test("A partition is made once, and not for a model that does not exist")
    func partitions() async throws {
        try await withFixture { fixture in
            try await fixture.database.latents.createPartition(model: fixture.model.id)
            let error = await #expect(throws: SemblanceError.self) { try await fixture.database.latents.createPartition(model: 999) }
            #expect(error?.code == .conflict)
        }
    }

    @Test("A partition waits for a short lock and then comes")
    func lockedOut() async throws {
        try await withFixture { fixture in
            let pool = fixture.database.pool
            let holding = Task {
                try await pool.withTransaction { connection in
                    try connection.executeScript("LOCK TABLE images IN ROW EXCLUSIVE MODE")
                    _ = try connection.query("SELECT pg_sleep(2.4)")
                }
            }
            try await Task.sleep(for: .milliseconds(100))
            let record = try await fixture.database.models.register(Fixture.newModel(), in: fixture.collection)
            try await holding.value
            #expect(try await fixture.database.latents.count(model: record.id) == 0)
            #expect(try await fixture.store([Fixture.image("a", at: "/1")], model: record.id)[0].isNewLatent)
        }
    }

    @Test("Many parts of a COPY make one matrix")
    func manyRows() async throws {
        try await withFixture { fixture in
            let model = try await fixture.database.models.register(Fixture.newModel(dimension: 128), in: fixture.collection)
            try await fixture.database.pool.withConnection { connection in
                try connection.executeScript(
                    """
                    INSERT INTO images (collection_id, sha256, byte_size, format, width, height)
                    SELECT \(fixture.collection), sha256(i::text::bytea), 1, 'jpeg', 1, 1 FROM generate_series(1, 8192) i;
                    INSERT INTO latents SELECT \(model.id), id, array_fill(id::real, ARRAY[128])::vector, 0, 1, 1, NULL FROM images
                    """)
            }
            let matrix = try await fixture.database.latents.load(model: model.id)
            #expect(matrix.vectors.count == 8192 * 128)
            #expect(Set(matrix.ids).count == 8192)
        }
    }
}
