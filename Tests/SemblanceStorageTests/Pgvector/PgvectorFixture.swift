import SemblanceCore
import SemblanceTestSupport

@testable import SemblanceStorage

typealias LatentCorpus = LatentIndexConformance.Corpus

/// A database with corpora, a model version for each.
struct PgvectorFixture {
    let base: Fixture

    var database: Database { base.database }
    var pool: PostgresPool { base.database.pool }

    /// Registers a version and stores a corpus as its latents, under the corpus' own ids.
    ///
    /// - Parameter norms: what unit vectors are of; nil for standardised ones
    func store(_ corpus: LatentCorpus, norms: [Float]? = nil) async throws -> ModelVersion {
        let new = NewModel(
            name: "faces", objective: "o-gan", latentDimension: corpus.dimension, preprocessing: Preprocessing(resolution: 64),
            normalization: norms == nil ? .standardized : .unitLength, state: .ready)
        let model = try await database.models.register(new, in: base.collection).model
        try await insert(corpus, norms: norms, into: model)
        return model
    }

    /// Stores a corpus as latents of a version; images that other corpora have are theirs too.
    func insert(_ corpus: LatentCorpus, norms: [Float]? = nil, into model: ModelVersion) async throws {
        try await pool.withTransaction { connection in
            try connection.execute(
                """
                INSERT INTO images (id, collection_id, sha256, byte_size, format, width, height) OVERRIDING SYSTEM VALUE
                SELECT id, $2, sha256(id::text::bytea), 1, 'jpeg', 1, 1 FROM unnest($1::bigint[]) AS t (id) ON CONFLICT DO NOTHING
                """, corpus.ids, base.collection)
            try connection.copyIn("latents (model_id, image_id, vector, average, deviation, norm)") { writer in
                for (row, id) in corpus.ids.enumerated() {
                    try writer.row(model.id, id, corpus.rows[row], Float(0), Float(1), norms?[row] ?? 1)
                }
            }
        }
    }

    /// An index that takes the graph wherever it can, however small the corpus.
    func indexByGraph(_ model: ModelVersion, _ options: PgvectorGraphOptions = PgvectorGraphOptions()) async throws -> PgvectorIndex {
        try await PgvectorGraph(database, model: model).build(options)
        return try await PgvectorIndex.open(database, model: model, walkPrice: 0)
    }

    func graph(_ model: ModelVersion) -> PgvectorGraph { PgvectorGraph(database, model: model) }

    /// Runs SQL as the owner of everything.
    func run(_ script: String) async throws {
        try await pool.withConnection { try $0.executeScript(script) }
    }

    /// How often the graph of a version was searched, as the server counts.
    func walks(_ model: ModelVersion) async throws -> Int64 {
        try await pool.withConnection { connection in
            let sql = "SELECT coalesce((SELECT idx_scan FROM pg_stat_user_indexes WHERE indexrelname = $1), 0)"
            return try connection.query(sql, "latents_\(model.id)_graph").first?.value(0) ?? 0
        }
    }
}

extension LatentCorpus {
    /// Standardised latents of 32 degrees of freedom with some noise, as those of trained models are.
    static func lifelike(count: Int, dimension: Int, seed: UInt64) -> LatentCorpus {
        var generator = SplitMix64(seed: seed)
        let directions = (0..<32).map { _ in generator.normal(count: dimension) }
        let rows = (0..<count).map { _ in
            var row = generator.normal(count: dimension).map { $0 * 1.7 }
            for direction in directions {
                let weight = generator.normal(count: 1)[0]
                for index in row.indices { row[index] += weight * direction[index] }
            }
            return LatentNormalization.standardized.apply(row)
        }
        return LatentCorpus(ids: (1...count).map(Int64.init), rows: rows)
    }
}

/// The mean share of the nearest by brute force that an index finds.
func recall(
    of index: any LatentIndex, _ corpus: LatentCorpus, queries: [[Float]], k: Int = 10, metric: Metric = .cosine,
    within scope: SearchScope = .all
) async throws -> Double {
    let found = try await index.search(queries, k: k, metric: metric, within: scope)
    let shares = zip(queries, found).map { query, hits in
        let truth = Set(corpus.nearest(to: query, k: k, metric: metric, within: scope).map(\.id))
        return Double(truth.intersection(hits.map(\.id)).count) / Double(truth.count)
    }
    return shares.reduce(0, +) / Double(shares.count)
}

/// Runs `body` in a fresh database.
func withPgvector(_ body: @Sendable (PgvectorFixture) async throws -> Void) async throws {
    try await withFixture { try await body(PgvectorFixture(base: $0)) }
}
