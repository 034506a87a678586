import SemblanceCore

/// The latents of a model version, all of them measured by the database for each query: the true nearest, in time that grows with their
/// number.
public struct PgvectorScan: LatentIndex {
    /// How many rows are asked for beyond k, so that what the database rounds seldom makes it necessary to ask again.
    static let margin = 32

    private let pool: PostgresPool
    private let partition: PgvectorPartition
    /// How many latents there were when they were counted.
    public let count: Int

    init(pool: PostgresPool, partition: PgvectorPartition, count: Int) {
        self.pool = pool
        self.partition = partition
        self.count = count
    }

    /// The database's.
    public var kind: IndexKind { .pgvector }
    /// n, the length of a latent.
    public var dimension: Int { partition.dimension }
    /// Always true.
    public var isExact: Bool { true }
    /// The index itself.
    public var exhaustive: any LatentIndex { self }

    /// The `k` nearest for each query, as the database has them at the moment, nearest first, ties by id; fewer only where fewer are
    /// there to be found. Equal to the last bit to what an index in memory gives.
    public func search(_ queries: [[Float]], k: Int, metric: Metric, within scope: SearchScope) async throws -> [[IndexHit]] {
        try validate(queries, k: k, within: scope)
        guard !queries.isEmpty else { return [] }
        return try await pool.withTransaction { connection in
            let filter = PgvectorFilter(scope, scanning: count)
            try connection.executeScript(Self.settings(for: filter))
            return try queries.map {
                try partition.nearest(PgvectorQuery($0, k: k, metric: metric, after: scope.after), within: filter, on: connection)
            }
        }
    }

    /// The latents of some images; images that the database does not hold are missing.
    public func vectors(of ids: [Int64]) async throws -> [Int64: [Float]] {
        try await LatentRepository(pool: pool).find(images: ids, model: partition.model)
            .mapValues { partition.normalization.coordinates(of: $0) }
    }

    /// What a transaction sets to scan: compiling a statement costs more than it gains.
    static func settings(for filter: PgvectorFilter) -> String {
        """
        SET LOCAL jit = off; SET LOCAL enable_seqscan = on; SET LOCAL enable_sort = on; SET LOCAL plan_cache_mode = \(filter.planning)
        """
    }
}

extension PgvectorPartition {
    /// The nearest of all. Rows are asked for until those that are not sent cannot be among them, whatever was rounded.
    func nearest(
        _ query: PgvectorQuery, within filter: PgvectorFilter, on connection: isolated PostgresConnection
    ) throws -> [IndexHit] {
        var limit = query.candidates
        while true {
            try Task.checkCancellation()
            let found = try query.measure(scan(query, limit: limit, within: filter).run(on: connection))
            if found.count < limit { return found.hits }
            if found.isFull, let last = found.hits.last, found.greatestKey > query.highestKey(within: last.distance) { return found.hits }
            limit *= 4
        }
    }
}

extension PgvectorQuery {
    /// How many rows are asked for at first.
    var candidates: Int { min(k, 1 << 40) + PgvectorScan.margin }
}
