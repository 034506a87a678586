import SemblanceCore

/// The latents of one model version, as statements name them.
struct PgvectorPartition: Sendable {
    /// The most values that pgvector takes into a graph.
    static let longestInGraph = 4000

    let model: Int64
    let dimension: Int
    let normalization: LatentNormalization

    init(_ model: ModelVersion) {
        self.model = model.id
        dimension = model.latentDimension
        normalization = model.normalization
    }

    /// The partition's name.
    var name: String { "latents_\(model)" }
    /// The name of the graph, as the function `build_latents_graph` has it.
    var graph: String { "latents_\(model)_graph" }
    /// What a stored vector is multiplied with to give coordinates: unit vectors are searched by what they were before.
    var scale: String { normalization == .unitLength ? "norm" : "1::real" }
    /// Whether coordinates are all of one length, so that the order of angles is that of distances.
    var isOfOneLength: Bool { normalization == .standardized }

    /// The angles' measure as the graph keeps it. Written otherwise, the planner would not know it again.
    private var approximateCosine: String { "vector::halfvec(\(dimension)) <=> $1::vector::halfvec(\(dimension))" }

    /// The candidates that a walk through the graph meets, about nearest first: id, vector, scale, 1 − cos of f16 values, and how many
    /// latents the walk has met by then, those that do not pass the filter among them.
    func walk(_ query: PgvectorQuery, limit: Int, within filter: PgvectorFilter) -> PgvectorStatement {
        var statement = PgvectorStatement(binding: query.direction, Int64(limit))
        let condition = statement.condition(filter)
        statement.sql = """
            SELECT image_id, vector, scale, key, position FROM (
                SELECT *, row_number() OVER () AS position FROM (
                    SELECT image_id, vector, \(scale) AS scale, \(approximateCosine) AS key FROM latents WHERE model_id = \(model)
                    ORDER BY \(approximateCosine)) l) w
            WHERE true\(condition) LIMIT $2
            """
        return statement
    }

    /// The nearest by what the database measures, all latents being measured: id, vector, scale, and the key of `PgvectorQuery`.
    ///
    /// A vector of length zero, for which pgvector has no cosine, is at distance 1 from everything, as `Metric` has it.
    func scan(_ query: PgvectorQuery, limit: Int, within filter: PgvectorFilter) -> PgvectorStatement {
        var statement = PgvectorStatement(binding: query.direction, Int64(limit))
        let condition = statement.condition(filter)
        var key = "cosine"
        if query.metric == .euclidean {
            let length = statement.bind(query.length)
            key = "(length - \(length)) * (length - \(length)) + 2 * length * \(length) * cosine"
        }
        let start = query.lowestKey.map { " WHERE key >= \(statement.bind($0))" } ?? ""
        statement.sql = """
            SELECT image_id, vector, scale, key FROM (
                SELECT image_id, vector, scale, \(key) AS key FROM (
                    SELECT image_id, vector, \(scale) AS scale, vector_norm(vector) * \(scale) AS length,
                        coalesce(nullif(vector <=> $1::vector, 'NaN'), 1) AS cosine
                    FROM latents WHERE model_id = \(model)\(condition)) l) k\(start)
            ORDER BY key, image_id LIMIT $2
            """
        return statement
    }
}
