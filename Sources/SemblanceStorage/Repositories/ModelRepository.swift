import SemblanceCore

/// Model versions: what they are, not their weights, which are artifacts.
public struct ModelRepository: Sendable {
    let pool: PostgresPool

    /// Over the connections of a database.
    public init(pool: PostgresPool) { self.pool = pool }

    /// Registers a model as the next version of its name, and makes the partition of its latents.
    ///
    /// - Throws: `invalidArgument` for a name or a dimension that cannot be, `conflict` where collection or parent do not exist
    public func register(_ model: NewModel, in collection: Int64) async throws -> ModelRecord {
        try ResourceName.validate(model: model.name)
        let preprocessing = try JSONText(encoding: model.preprocessing)
        return try await pool.withTransaction { connection in
            // One registration at a time in a collection, so that the numbers follow each other.
            try connection.query("SELECT FROM collections WHERE id = $1 FOR NO KEY UPDATE", collection)
            let rows = try connection.query(
                """
                INSERT INTO model_versions AS m (collection_id, name, version, objective, resolution, latent_dimension, normalization,
                    preprocessing, configuration, metrics, state, parent_id)
                SELECT $1, $2, coalesce(max(version), 0) + 1, $3, $4, $5, $6, $7, $8, $9, $10, $11
                FROM model_versions WHERE collection_id = $1 AND name = $2
                RETURNING \(ModelRecord.columns)
                """,
                collection, model.name, model.objective, Int32(model.preprocessing.resolution), Int32(clamping: model.latentDimension),
                model.normalization.rawValue, preprocessing, model.configuration, model.metrics, model.state.rawValue, model.parent)
            guard let row = rows.first else { throw SemblanceError(.engine, "the database did not register the model \(model.name)") }
            let record = try ModelRecord(row)
            try connection.query("SELECT create_latents_partition($1)", record.id)
            return record
        }
    }

    /// The version of an id.
    public func find(id: Int64) async throws -> ModelRecord? {
        try await first("WHERE m.id = $1", id)
    }

    /// The version that people mean by an id, a name (its newest version) or `name@version`.
    ///
    /// - Throws: `notFound`
    public func find(_ reference: String, in collection: Int64) async throws -> ModelRecord {
        let parts = reference.split(separator: "@", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        let found: ModelRecord?
        if let id = Int64(reference) {
            found = try await first("WHERE m.collection_id = $1 AND m.id = $2", collection, id)
        } else if parts.count == 2 {
            let version = Int32(parts[1]) ?? 0
            found = try await first("WHERE m.collection_id = $1 AND m.name = $2 AND m.version = $3", collection, parts[0], version)
        } else {
            found = try await first("WHERE m.collection_id = $1 AND m.name = $2 ORDER BY m.version DESC LIMIT 1", collection, reference)
        }
        guard let found else {
            throw SemblanceError(.notFound, "there is no model \(reference)", advice: "see semblance models list")
        }
        return found
    }

    /// The version that was registered last and is in a state.
    public func newest(in collection: Int64, state: ModelState = .ready) async throws -> ModelRecord? {
        try await first("WHERE m.collection_id = $1 AND m.state = $2 ORDER BY m.id DESC LIMIT 1", collection, state.rawValue)
    }

    /// The versions of a collection, newest first. The latents are counted, which takes about 0.1 s a million.
    public func list(in collection: Int64) async throws -> [ModelSummary] {
        try await summaries("m.collection_id = $1", collection)
    }

    /// One version with its count of latents.
    ///
    /// - Throws: `notFound`
    public func summary(id: Int64) async throws -> ModelSummary {
        guard let summary = try await summaries("m.id = $1", id).first else { throw ModelRepository.missing(id) }
        return summary
    }

    /// Changes how far a version is.
    ///
    /// - Throws: `notFound`
    public func setState(_ state: ModelState, of id: Int64) async throws {
        try await update("state = $2", id, state.rawValue)
    }

    /// Makes a version that was in training ready, with what it became.
    ///
    /// - Throws: `notFound`
    public func complete(_ id: Int64, configuration: JSONText, metrics: JSONText) async throws {
        let changed = try await pool.withConnection { connection in
            try connection.execute(
                "UPDATE model_versions SET state = 'ready', configuration = $2, metrics = $3 WHERE id = $1", id, configuration, metrics)
        }
        guard changed == 1 else { throw ModelRepository.missing(id) }
    }

    /// Replaces what was measured of a version.
    ///
    /// - Throws: `notFound`
    public func setMetrics(_ metrics: JSONText, of id: Int64) async throws {
        try await update("metrics = $2", id, metrics)
    }

    // MARK: Inside

    static func missing(_ id: Int64) -> SemblanceError {
        SemblanceError(.notFound, "there is no model \(id)", advice: "see semblance models list")
    }

    private func first(_ condition: String, _ parameters: any PostgresValue...) async throws -> ModelRecord? {
        try await pool.withConnection { connection in
            let sql = "SELECT \(ModelRecord.columns) FROM model_versions m \(condition)"
            return try connection.query(sql, parameters: parameters).first.map { try ModelRecord($0) }
        }
    }

    func update(_ assignment: String, _ id: Int64, _ value: any PostgresValue) async throws {
        let changed = try await pool.withConnection { connection in
            try connection.execute("UPDATE model_versions SET \(assignment) WHERE id = $1", id, value)
        }
        guard changed == 1 else { throw ModelRepository.missing(id) }
    }

    private func summaries(_ condition: String, _ parameter: Int64) async throws -> [ModelSummary] {
        let models = try await pool.withConnection { connection in
            let sql = """
                SELECT \(ModelRecord.columns),
                    (SELECT a.model_id FROM activations a WHERE a.collection_id = m.collection_id ORDER BY a.id DESC LIMIT 1)
                        IS NOT DISTINCT FROM m.id
                FROM model_versions m WHERE \(condition) ORDER BY m.id DESC
                """
            return try connection.query(sql, parameter).map { row in
                (try ModelRecord(row), try row.value(row.result.columnCount - 1, as: Bool.self))
            }
        }
        var summaries: [ModelSummary] = []
        for (record, isActive) in models {
            // One partition a statement: a join over all of them would not be pruned.
            let latents = try await LatentRepository(pool: pool).count(model: record.id)
            summaries.append(ModelSummary(record: record, latents: latents, isActive: isActive))
        }
        return summaries
    }
}
