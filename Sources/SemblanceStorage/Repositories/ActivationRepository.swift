import SemblanceCore

/// Which model version serves a collection. Decisions are only ever added: the newest is in force, and going back is a new one.
///
/// They form a stack: a decision lies on the one that was in force before it, and a rollback takes the uppermost off.
public struct ActivationRepository: Sendable {
    let pool: PostgresPool

    /// Over the connections of a database.
    public init(pool: PostgresPool) { self.pool = pool }

    /// Lets a model version serve from now on; nothing changes where it does already.
    ///
    /// - Parameters:
    ///   - force: whether one without latents may serve where the one before has some
    /// - Throws: `notFound` for a version that the collection does not have, `conflict` for one that cannot serve
    @discardableResult
    public func activate(
        model: Int64, in collection: Int64, by actor: AuditActor, why: String? = nil, force: Bool = false
    ) async throws -> Activation {
        try await pool.withTransaction { connection in
            try Self.lock(collection, connection)
            try Self.requireReady(model, collection, connection)
            let current = try Self.newest(collection, connection)
            if let current, current.modelID == model { return current }
            if let current, !force { try Self.requireLatents(model, beside: current.modelID, connection) }
            return try Self.decide(.activate, model, collection, below: current?.id, by: actor, why: why, connection)
        }
    }

    /// Lets a model version serve if none does, as when the first index of a collection is complete; within a transaction.
    static func activateIfNone(
        model: Int64, in collection: Int64, by actor: AuditActor, why: String, _ connection: isolated PostgresConnection
    ) throws {
        try lock(collection, connection)
        guard try newest(collection, connection) == nil else { return }
        try requireReady(model, collection, connection)
        _ = try decide(.activate, model, collection, below: nil, by: actor, why: why, connection)
    }

    /// What serves a collection now.
    public func current(in collection: Int64) async throws -> Activation? {
        try await pool.withConnection { try Self.newest(collection, $0) }
    }

    /// What served a collection, newest first. Versions may be gone.
    public func history(in collection: Int64, limit: Int = 100) async throws -> [Activation] {
        try await pool.withConnection { connection in
            let sql = "SELECT \(Activation.columns) FROM activations WHERE collection_id = $1 ORDER BY id DESC LIMIT $2"
            return try connection.query(sql, collection, Int64(limit)).map { try Activation($0) }
        }
    }

    // MARK: Inside

    /// One decision at a time in a collection.
    static func lock(_ collection: Int64, _ connection: isolated PostgresConnection) throws {
        guard try connection.query("SELECT id FROM collections WHERE id = $1 FOR NO KEY UPDATE", collection).first != nil else {
            throw SemblanceError(.notFound, "there is no collection \(collection)")
        }
    }

    private static func requireReady(_ model: Int64, _ collection: Int64, _ connection: isolated PostgresConnection) throws {
        let rows = try connection.query("SELECT state FROM model_versions WHERE id = $1 AND collection_id = $2", model, collection)
        guard let state = try rows.first?.value(0, as: String.self) else {
            throw SemblanceError(.notFound, "the collection has no model version \(model)", advice: "see semblance models list")
        }
        guard state == ModelState.ready.rawValue else {
            throw SemblanceError(.conflict, "the model version \(model) cannot serve: it is \(state)", advice: "choose one that is ready")
        }
    }

    static func requireLatents(_ model: Int64, beside current: Int64, _ connection: isolated PostgresConnection) throws {
        let sql = """
            SELECT EXISTS (SELECT FROM latents WHERE model_id = \(model)) OR NOT EXISTS (SELECT FROM latents WHERE model_id = \(current))
            """
        guard try connection.query(sql).first?.value(0, as: Bool.self) == true else {
            throw SemblanceError(
                .conflict, "the model version \(model) has encoded nothing, and searches would find nothing any more",
                advice: "fill it (semblance index --model \(model) --corpus …), or say force")
        }
    }

    static func newest(_ collection: Int64, _ connection: isolated PostgresConnection) throws -> Activation? {
        let sql = "SELECT \(Activation.columns) FROM activations WHERE collection_id = $1 ORDER BY id DESC LIMIT 1"
        return try connection.query(sql, collection).first.map { try Activation($0) }
    }

    /// Adds a decision, and says so in the trail.
    static func decide(
        _ reason: Activation.Reason, _ model: Int64, _ collection: Int64, below: Int64?, by actor: AuditActor, why: String?,
        _ connection: isolated PostgresConnection
    ) throws -> Activation {
        let sql = """
            INSERT INTO activations (collection_id, model_id, reason, below_id) VALUES ($1, $2, $3, $4) RETURNING \(Activation.columns)
            """
        guard let row = try connection.query(sql, collection, model, reason.rawValue, below).first else {
            throw SemblanceError(.engine, "the database did not activate the model version \(model)")
        }
        try ModelEventRepository.note(reason.action, of: model, by: actor, why: why, connection)
        return try Activation(row)
    }
}
