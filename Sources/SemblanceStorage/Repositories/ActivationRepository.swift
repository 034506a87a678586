import SemblanceCore

/// Which model version serves a collection. Decisions are only ever added: the newest is in force, and going back is a new one.
public struct ActivationRepository: Sendable {
    private let pool: PostgresPool

    /// Over the connections of a database.
    public init(pool: PostgresPool) { self.pool = pool }

    /// Lets a model version serve from now on; nothing changes where it does already.
    ///
    /// - Throws: `notFound` for a version that the collection does not have, `conflict` for one that is not ready
    @discardableResult
    public func activate(model: Int64, in collection: Int64) async throws -> Activation {
        try await pool.withTransaction { connection in
            try Self.lock(collection, connection)
            try Self.requireReady(model, collection, connection)
            if let current = try Self.newest(collection, connection), current.modelID == model { return current }
            return try Self.insert(model, collection, .activate, connection)
        }
    }

    /// Lets a model version serve if none does, as when the first index of a collection is complete; within a transaction.
    static func activateIfNone(model: Int64, in collection: Int64, _ connection: isolated PostgresConnection) throws {
        try lock(collection, connection)
        guard try newest(collection, connection) == nil else { return }
        try requireReady(model, collection, connection)
        _ = try insert(model, collection, .activate, connection)
    }

    /// Lets the model version serve that served before the present one.
    ///
    /// - Throws: `conflict` where there is none
    @discardableResult
    public func rollback(in collection: Int64) async throws -> Activation {
        try await pool.withTransaction { connection in
            try Self.lock(collection, connection)
            let sql = "SELECT model_id FROM activations WHERE collection_id = $1 AND model_id <> $2 ORDER BY id DESC LIMIT 1"
            guard let current = try Self.newest(collection, connection),
                let previous = try connection.query(sql, collection, current.modelID).first?.value(0, as: Int64.self)
            else {
                throw SemblanceError(.conflict, "no model version served before", advice: "activate one by name")
            }
            try Self.requireReady(previous, collection, connection)
            return try Self.insert(previous, collection, .rollback, connection)
        }
    }

    /// What serves a collection now.
    public func current(in collection: Int64) async throws -> Activation? {
        try await pool.withConnection { try Self.newest(collection, $0) }
    }

    /// What served a collection, newest first.
    public func history(in collection: Int64, limit: Int = 100) async throws -> [Activation] {
        try await pool.withConnection { connection in
            let sql = "SELECT \(Activation.columns) FROM activations WHERE collection_id = $1 ORDER BY id DESC LIMIT $2"
            return try connection.query(sql, collection, Int64(limit)).map { try Activation($0) }
        }
    }

    // MARK: Inside

    /// One decision at a time in a collection.
    private static func lock(_ collection: Int64, _ connection: isolated PostgresConnection) throws {
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

    private static func newest(_ collection: Int64, _ connection: isolated PostgresConnection) throws -> Activation? {
        let sql = "SELECT \(Activation.columns) FROM activations WHERE collection_id = $1 ORDER BY id DESC LIMIT 1"
        return try connection.query(sql, collection).first.map { try Activation($0) }
    }

    private static func insert(
        _ model: Int64, _ collection: Int64, _ reason: Activation.Reason, _ connection: isolated PostgresConnection
    ) throws -> Activation {
        let sql = "INSERT INTO activations (collection_id, model_id, reason) VALUES ($1, $2, $3) RETURNING \(Activation.columns)"
        guard let row = try connection.query(sql, collection, model, reason.rawValue).first else {
            throw SemblanceError(.engine, "the database did not activate the model version \(model)")
        }
        return try Activation(row)
    }
}
