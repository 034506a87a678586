import SemblanceCore

/// The encodings of a corpus, each of one model version.
public struct LatentRepository: Sendable {
    let pool: PostgresPool

    /// Over the connections of a database.
    public init(pool: PostgresPool) { self.pool = pool }

    /// Makes the partition of a model version; nothing where it is there. Registering a model does so already.
    ///
    /// Readers go on meanwhile. Waits at most two seconds for a lock, five times.
    ///
    /// - Throws: `conflict` for an unknown model version
    public func createPartition(model: Int64) async throws {
        try await pool.withTransaction { connection in
            _ = try connection.query("SELECT create_latents_partition($1)", model)
        }
    }

    /// How many images a model version has encoded; exact.
    public func count(model: Int64) async throws -> Int {
        try await pool.withConnection { connection in
            let rows = try connection.query("SELECT count(*) FROM latents WHERE model_id = \(model)")
            return Int(try rows.first?.value(0, as: Int64.self) ?? 0)
        }
    }

    /// The latent of one image.
    public func find(image: Int64, model: Int64) async throws -> Latent? { try await find(images: [image], model: model)[image] }

    /// The latents of some images, by image id; those without are missing.
    public func find(images: [Int64], model: Int64) async throws -> [Int64: Latent] {
        try await pool.withConnection { connection in
            let sql = """
                SELECT image_id, vector, average, deviation, norm, realism FROM latents WHERE model_id = $1 AND image_id = ANY ($2)
                """
            var latents: [Int64: Latent] = [:]
            for row in try connection.query(sql, model, images) {
                var columns = row.columns
                latents[try columns.next()] = Latent(
                    vector: try columns.next(), average: try columns.next(), deviation: try columns.next(), norm: try columns.next(),
                    realism: try columns.next())
            }
            return latents
        }
    }

    /// The coordinates of all latents of a model version, in no particular order, read by COPY.
    public func load(model: Int64) async throws -> LatentMatrix {
        try await pool.withConnection { connection in
            let capacity = try LatentRepository.capacity(model, connection)
            let matrix = LatentMatrix(capacity: capacity.count, dimension: capacity.dimension)
            return try connection.copyOut(LatentRepository.source(model), into: matrix) { try $0.append(&$1) }
        }
    }

    /// The latents of a model version that were added since an earlier look, so that an index can follow what other processes
    /// store. Some that the earlier look has seen may come again; deletions do not show, other than in `count`.
    ///
    /// - Parameter marker: what the earlier look returned; nil for all latents
    /// - Returns: the latents, and the marker for the next look
    public func added(model: Int64, since marker: LatentMarker?) async throws -> (latents: LatentMatrix, marker: LatentMarker) {
        try await pool.withTransaction { connection in
            // The marker and the rows belong to one picture of the database.
            try connection.executeScript("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
            let next = try LatentMarker.now(connection)
            let source = LatentRepository.source(model, where: "added_in >= '\(marker?.oldestOpen ?? 0)'")
            return (try connection.copyOut(source, into: LatentMatrix()) { try $0.append(&$1) }, next)
        }
    }

    /// The critic's scores of all images of a model version that have one, lowest first.
    public func realism(model: Int64) async throws -> [Float] {
        try await pool.withConnection { connection in
            let source = "(SELECT realism FROM latents WHERE model_id = \(model) AND realism IS NOT NULL)"
            return try connection.copyOut(source, into: [Float]()) { $0.append(try $1.next()) }.sorted()
        }
    }

    /// How much room the latents of a model version take: their number and dimension, both 0 for an unknown version.
    static func capacity(_ model: Int64, _ connection: isolated PostgresConnection) throws -> (count: Int, dimension: Int) {
        let sql = """
            SELECT (SELECT count(*) FROM latents WHERE model_id = \(model)), latent_dimension FROM model_versions WHERE id = $1
            """
        guard let row = try connection.query(sql, model).first else { return (0, 0) }
        return (Int(try row.value(0, as: Int64.self)), Int(try row.value(1, as: Int32.self)))
    }

    /// Images, their vectors, and the length that gives coordinates back: unit vectors are searched by what they were before.
    ///
    /// - Parameter realism: whether the critic's score follows
    static func source(_ model: Int64, realism: Bool = false, where condition: String = "true") -> String {
        """
        (SELECT image_id, vector, CASE v.normalization WHEN 'unit_length' THEN l.norm ELSE 1 END::real\(realism ? ", l.realism" : "")
            FROM latents l JOIN model_versions v ON v.id = l.model_id WHERE l.model_id = \(model) AND \(condition))
        """
    }
}
