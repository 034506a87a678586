import SemblanceCore
import Synchronization

/// Nearest neighbours by a graph (HNSW) in the database, for corpora past memory and for servers that keep nothing.
///
/// The graph names candidates by the angles of f16 values; `Metric.distance` measures their f32 values here, and alone decides what is
/// reported. So distances, order and ties are those of an exact index, and a hit can only be missing where the graph missed it. Both
/// metrics use the one graph, because latents of O-GAN are all of one length. Where they are not (`unitLength`, whose coordinates have
/// lengths of their own), the Euclidean distance is searched by a scan. A latent of zeros has no angle: only scans find it.
///
/// A search scans, as `exhaustive` does, wherever the graph would cost more: few latents, few that the scope admits, a deep page; and
/// where the graph comes back with too little. So a reply is never short. Without a graph every search scans, and `isExact` holds.
///
/// The database is asked at every search: rows that came or went since are found or not found at once. Only `count` and whether there
/// is a graph are from the last `refresh()`.
public final class PgvectorIndex: LatentIndex {
    /// What `hnsw.ef_search` starts from, as in pgvector.
    public static let leastEfSearch = 40
    /// The most that pgvector allows.
    public static let greatestEfSearch = 1000

    struct State {
        var count: Int
        var hasGraph: Bool
        var efSearch = PgvectorIndex.leastEfSearch
    }

    let pool: PostgresPool
    let partition: PgvectorPartition
    let walkPrice: Double
    let state: Mutex<State>
    private let graph: PgvectorGraph

    /// An index of what a database holds of a model version.
    ///
    /// - Throws: `unavailable` where the database does not answer
    public static func open(_ database: Database, model: ModelVersion) async throws -> PgvectorIndex {
        try await open(database, model: model, walkPrice: PgvectorPlan.walkPrice)
    }

    /// - Parameter walkPrice: what a walk costs beside a scan; 0 for walks wherever there is a graph
    static func open(_ database: Database, model: ModelVersion, walkPrice: Double) async throws -> PgvectorIndex {
        let index = PgvectorIndex(database, model: model, walkPrice: walkPrice)
        try await index.refresh()
        return index
    }

    private init(_ database: Database, model: ModelVersion, walkPrice: Double) {
        pool = database.pool
        partition = PgvectorPartition(model)
        graph = PgvectorGraph(database, model: model)
        self.walkPrice = walkPrice
        state = Mutex(State(count: 0, hasGraph: false))
    }

    /// Counts the latents again, about 0.1 s a million, and looks whether there is a graph.
    ///
    /// - Throws: `unavailable` where the database does not answer
    public func refresh() async throws {
        let count = try await LatentRepository(pool: pool).count(model: partition.model)
        let hasGraph = try await graph.state() == .ready
        state.withLock { ($0.count, $0.hasGraph) = (count, hasGraph) }
    }

    /// The database's.
    public var kind: IndexKind { .pgvector }
    /// How many latents there were at the last `refresh()`.
    public var count: Int { state.withLock { $0.count } }
    /// n, the length of a latent.
    public var dimension: Int { partition.dimension }
    /// Whether there is no graph, so that every search scans.
    public var isExact: Bool { state.withLock { !$0.hasGraph } }
    /// The same latents, all of them measured for each query.
    public var exhaustive: any LatentIndex { scan }
    /// How many candidates a walk through the graph keeps at least, pgvector's `hnsw.ef_search`: more of them, more recall.
    public var efSearch: Int { state.withLock { $0.efSearch } }

    var scan: PgvectorScan { PgvectorScan(pool: pool, partition: partition, count: count) }

    /// The latents of some images; images that the database does not hold are missing.
    public func vectors(of ids: [Int64]) async throws -> [Int64: [Float]] { try await scan.vectors(of: ids) }
}
