import SemblanceCore

extension ActivationRepository {
    /// The model version that a rollback would let serve; nil where none served before the present one.
    public func previous(in collection: Int64) async throws -> Int64? {
        try await pool.withConnection { connection in
            guard let current = try Self.newest(collection, connection) else { return nil }
            return try Self.lower(than: current, connection)?.modelID
        }
    }

    /// The model version that a rollback would let serve.
    ///
    /// - Throws: `conflict` where none served before the present one
    public func requirePrevious(in collection: Int64) async throws -> Int64 {
        guard let previous = try await previous(in: collection) else { throw Self.nothingBefore }
        return previous
    }

    /// Lets the model version serve that served before the present one. Versions that are gone or not ready are passed over, and so are
    /// earlier decisions for the present one.
    ///
    /// - Parameters:
    ///   - model: the version that it has to be; nil for whichever it is
    ///   - force: whether one without latents may serve where the present one has some
    /// - Throws: `conflict` where there is none, or another than `model`
    @discardableResult
    public func rollback(
        in collection: Int64, to model: Int64? = nil, by actor: AuditActor, why: String? = nil, force: Bool = false
    ) async throws -> Activation {
        try await pool.withTransaction { connection in
            try Self.lock(collection, connection)
            guard let current = try Self.newest(collection, connection), let previous = try Self.lower(than: current, connection) else {
                throw Self.nothingBefore
            }
            guard model ?? previous.modelID == previous.modelID else {
                throw SemblanceError(.conflict, "another version was activated meanwhile", advice: "try again")
            }
            if !force { try Self.requireLatents(previous.modelID, beside: current.modelID, connection) }
            return try Self.decide(
                .rollback, previous.modelID, collection, below: previous.below, by: actor, why: why, connection)
        }
    }

    private static let nothingBefore = SemblanceError(
        .conflict, "no model version served before", advice: "activate one by name (semblance models list)")

    /// The uppermost decision below one for another version that can serve. Ids fall on the way down.
    private static func lower(
        than current: Activation, _ connection: isolated PostgresConnection
    ) throws -> (modelID: Int64, below: Int64?)? {
        let sql = """
            WITH RECURSIVE stack AS (
                SELECT id, model_id, below_id FROM activations WHERE id = $1
                UNION ALL
                SELECT a.id, a.model_id, a.below_id FROM stack s JOIN activations a ON a.id = s.below_id)
            SELECT s.model_id, s.below_id FROM stack s JOIN model_versions m ON m.id = s.model_id AND m.state = 'ready'
            WHERE s.model_id <> $2 ORDER BY s.id DESC LIMIT 1
            """
        return try connection.query(sql, current.id, current.modelID).first.map { (try $0.value(0), try $0.value(1)) }
    }
}
