import SemblanceCore
import SemblanceTestSupport
import Synchronization
import Testing

@testable import SemblanceStorage

@Suite("A graph is built, found broken, built again and dropped")
struct PgvectorGraphTests {
    @Test("It comes by building, goes by dropping, and goes with its version")
    func life() async throws {
        try await withPgvector { fixture in
            let model = try await fixture.store(.random(count: 50, dimension: 8, seed: 1))
            let graph = fixture.graph(model)
            #expect(try await graph.state() == .missing)
            try await graph.build()
            #expect(try await graph.state() == .ready)
            try await graph.build()
            #expect(try await graph.progress() == nil)
            try await graph.drop()
            #expect(try await graph.state() == .missing)
            try await graph.drop()
            try await graph.build()
            try await fixture.database.models.delete(id: model.id)
            #expect(try await graph.state() == .missing)
            let error = await #expect(throws: SemblanceError.self) { try await graph.build() }
            #expect(error?.code == .conflict)
        }
    }

    @Test("What a failed build left is noticed, not used, and built anew")
    func invalid() async throws {
        try await withPgvector { fixture in
            let corpus = LatentCorpus.random(count: 300, dimension: 8, seed: 2)
            let model = try await fixture.store(corpus)
            let graph = fixture.graph(model)
            try await graph.build()
            let before = try await fixture.graphNumber(model)
            try await fixture.run("UPDATE pg_index SET indisvalid = false WHERE indexrelid = 'latents_\(model.id)_graph'::regclass")
            #expect(try await graph.state() == .invalid)
            let index = try await PgvectorIndex.open(fixture.database, model: model, walkPrice: 0)
            #expect(index.isExact)
            let walks = try await fixture.walks(model)
            #expect(
                try await index.search([corpus.rows[0]], k: 5, metric: .cosine) == [
                    corpus.nearest(to: corpus.rows[0], k: 5, metric: .cosine)
                ])
            #expect(try await fixture.walks(model) == walks)
            try await graph.build()
            #expect(try await graph.state() == .ready)
            #expect(try await fixture.graphNumber(model) != before)
            try await index.refresh()
            #expect(!index.isExact)
        }
    }

    @Test("A graph that is lost under an index is missed by no search")
    func lost() async throws {
        try await withPgvector { fixture in
            let corpus = LatentCorpus.random(count: 300, dimension: 8, seed: 3)
            let model = try await fixture.store(corpus)
            let index = try await fixture.indexByGraph(model)
            try await fixture.graph(model).drop()
            let query = LatentCorpus.random(count: 1, dimension: 8, seed: 4).rows
            #expect(try await index.search(query, k: 9, metric: .cosine) == [corpus.nearest(to: query[0], k: 9, metric: .cosine)])
        }
    }

    @Test("Several builders make one graph, and say meanwhile that it is being built")
    func builders() async throws {
        try await withPgvector { fixture in
            let model = try await fixture.store(.lifelike(count: 4000, dimension: 64, seed: 5))
            let graph = fixture.graph(model)
            let seen = Mutex<Set<PgvectorGraphState>>([])
            let reports = Reports()
            let building = Task {
                try await withThrowingTaskGroup(of: Void.self) { group in
                    for _ in 0..<3 {
                        group.addTask { try await graph.build { report in reports.all.withLock { $0.append(report) } } }
                    }
                    try await group.waitForAll()
                }
            }
            // A connection of its own: the builders have all others.
            let looking = PgvectorGraph(Database(pool: PostgresPool(fixture.base.test.connectionString, maximum: 1)), model: model)
            try await eventually {
                let state = try await looking.state()
                seen.withLock { _ = $0.insert(state) }
                return state == .ready
            }
            try await building.value
            #expect(seen.withLock { $0 }.contains(.building))
            #expect(reports.all.withLock { $0 }.allSatisfy { (0...1).contains($0.share) && !$0.phase.isEmpty })
            #expect(try await graph.state() == .ready)
        }
    }

    @Test("A build that is cancelled, and one whose connection is cut, leave nothing behind and hold nobody up")
    func interrupted() async throws {
        try await withPgvector { fixture in
            let model = try await fixture.store(.lifelike(count: 6000, dimension: 64, seed: 6))
            let graph = fixture.graph(model)
            let building = Task { try await graph.build(PgvectorGraphOptions(neighbors: 48, candidates: 400)) }
            try await eventually { try await graph.progress() != nil }
            building.cancel()
            let error = await #expect(throws: SemblanceError.self) { try await building.value }
            #expect(error?.code == .cancelled)
            try await eventually { try await graph.state() == .missing }

            let again = Task { try await graph.build(PgvectorGraphOptions(neighbors: 48, candidates: 400)) }
            try await eventually { try await graph.progress() != nil }
            try await fixture.run("SELECT pg_terminate_backend(pid) FROM pg_stat_progress_create_index WHERE pid <> pg_backend_pid()")
            await #expect(throws: SemblanceError.self) { try await again.value }
            #expect(try await graph.state() == .missing)
            try await graph.build()
            #expect(try await graph.state() == .ready)
        }
    }

    @Test(
        "A build goes on alone where there is no shared memory for helpers, and says so where there is none for itself",
        arguments: [true, false])
    func lackingSharedMemory(suffices: Bool) async throws {
        try await withPgvector { fixture in
            let model = try await fixture.store(.random(count: 30, dimension: 4, seed: 7))
            // The server refuses as it does where /dev/shm is full.
            try await fixture.run(
                """
                ALTER FUNCTION build_latents_graph RENAME TO build_alone;
                CREATE FUNCTION build_latents_graph(model bigint, m integer, e integer, memory bigint, workers integer) RETURNS void
                LANGUAGE plpgsql AS $$ BEGIN
                    IF workers IS NULL OR \(!suffices) THEN
                        RAISE EXCEPTION 'could not resize shared memory segment' USING ERRCODE = 'disk_full';
                    END IF;
                    PERFORM build_alone(model, m, e, memory, workers);
                END $$
                """)
            let graph = fixture.graph(model)
            if suffices {
                try await graph.build()
                #expect(try await graph.state() == .ready)
            } else {
                let error = await #expect(throws: SemblanceError.self) { try await graph.build() }
                #expect(error?.code == .diskFull)
            }
        }
    }

    @Test(
        "Options that pgvector does not take are refused before anything is built",
        arguments: [(1, 64), (101, 300), (16, 31), (2, 3), (16, 1001)])
    func options(neighbors: Int, candidates: Int) async throws {
        try await withPgvector { fixture in
            let graph = fixture.graph(try await fixture.store(.random(count: 5, dimension: 4, seed: 10)))
            let error = await #expect(throws: SemblanceError.self) {
                try await graph.build(PgvectorGraphOptions(neighbors: neighbors, candidates: candidates))
            }
            #expect(error?.code == .invalidArgument)
            #expect(try await graph.state() == .missing)
        }
    }

    @Test("A build asks for the memory that its latents take, within its limit")
    func memory() {
        let options = PgvectorGraphOptions(memoryLimit: 1 << 30)
        #expect(options.memory(count: 0, dimension: 128) == 128 << 10)
        #expect((200 << 10...300 << 10).contains(options.memory(count: 200_000, dimension: 128)))
        #expect(options.memory(count: 10_000_000, dimension: 128) == 1 << 20)
        #expect(PgvectorGraphOptions(memoryLimit: .max).memory(count: 1 << 40, dimension: 4000) == Int64(Int32.max))
    }

    @Test("Latents that are too long for a graph are refused, and searched all the same")
    func tooLong() async throws {
        try await withPgvector { fixture in
            let corpus = LatentCorpus.random(count: 20, dimension: 4001, seed: 8)
            let model = try await fixture.store(corpus)
            let error = await #expect(throws: SemblanceError.self) { try await fixture.graph(model).build() }
            #expect(error?.code == .unsupported)
            let index = try await PgvectorIndex.open(fixture.database, model: model)
            #expect(
                try await index.search([corpus.rows[4]], k: 3, metric: .euclidean) == [
                    corpus.nearest(to: corpus.rows[4], k: 3, metric: .euclidean)
                ])
        }
    }

    @Test("Who owns nothing searches; who may call the function builds; who may not is told which right is missing")
    func roles() async throws {
        try await withPgvector { fixture in
            let corpus = LatentCorpus.random(count: 200, dimension: 8, seed: 9)
            let model = try await fixture.store(corpus)
            let role = "server_\(UInt32.random(in: 0 ... .max))"
            try await fixture.run(
                """
                CREATE ROLE \(role); GRANT USAGE ON SCHEMA public TO \(role);
                GRANT SELECT ON ALL TABLES IN SCHEMA public TO \(role); REVOKE ALL ON latents_\(model.id) FROM \(role)
                """)
            let pool = PostgresPool(fixture.base.test.connectionString + "&options=-c%20role%3D\(role)", maximum: 2)
            let database = Database(pool: pool)
            let graph = PgvectorGraph(database, model: model)
            let error = await #expect(throws: SemblanceError.self) { try await graph.build() }
            #expect(error?.code == .unavailable && error?.message.contains("lacks a right") == true)
            try await fixture.run("GRANT EXECUTE ON FUNCTION build_latents_graph, drop_latents_graph TO \(role)")
            try await graph.build()
            #expect(try await graph.state() == .ready)
            let index = try await PgvectorIndex.open(database, model: model, walkPrice: 0)
            let hits = try await index.search([corpus.rows[0]], k: 5, metric: .euclidean)
            #expect(hits == [corpus.nearest(to: corpus.rows[0], k: 5, metric: .euclidean)])
            try await graph.drop()
            await pool.close()
            try await fixture.run("DROP OWNED BY \(role); DROP ROLE \(role)")
        }
    }
}

/// What builders told.
private final class Reports: Sendable {
    let all = Mutex<[PgvectorBuildProgress]>([])
}

extension PgvectorFixture {
    /// The graph's number in the catalogue, another for each that is built.
    fileprivate func graphNumber(_ model: ModelVersion) async throws -> Int64? {
        try await pool.withConnection { try $0.query("SELECT 'latents_\(model.id)_graph'::regclass::oid::bigint").first?.value(0) }
    }
}
