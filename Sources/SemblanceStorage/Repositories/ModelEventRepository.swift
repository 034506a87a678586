import SemblanceCore

/// The trail of what was done to model versions: only ever added to, in the transaction that does it.
public struct ModelEventRepository: Sendable {
    /// The most characters that a reason may have.
    public static let longestReason = 1000

    private let pool: PostgresPool

    /// Over the connections of a database.
    public init(pool: PostgresPool) { self.pool = pool }

    /// What was done to a version, newest first.
    public func list(model: Int64, limit: Int = 1000) async throws -> [ModelEvent] { try await list("model_id", model, limit) }

    /// What was done to the versions of a collection, those that are gone too, newest first.
    public func list(in collection: Int64, limit: Int = 1000) async throws -> [ModelEvent] {
        try await list("collection_id", collection, limit)
    }

    /// Notes what is done to a version that is there; within the transaction that does it.
    ///
    /// - Throws: `invalidArgument` for a reason that is too long
    static func note(
        _ action: ModelAction, of model: Int64, by actor: AuditActor, why: String?, _ connection: isolated PostgresConnection
    ) throws {
        let reason = why.flatMap { $0.allSatisfy(\.isWhitespace) ? nil : $0 }
        guard reason.map({ $0.count <= longestReason }) ?? true else {
            throw SemblanceError(.invalidArgument, "the reason is longer than \(longestReason) characters", advice: "say it in fewer words")
        }
        let sql = """
            INSERT INTO model_events (collection_id, model_id, name, version, action, actor, why)
            SELECT collection_id, id, name, version, $2, $3, $4 FROM model_versions WHERE id = $1
            """
        try connection.execute(sql, model, action.rawValue, actor.description, reason)
    }

    private func list(_ column: String, _ id: Int64, _ limit: Int) async throws -> [ModelEvent] {
        try await pool.withConnection { connection in
            let sql = "SELECT \(ModelEvent.columns) FROM model_events WHERE \(column) = $1 ORDER BY id DESC LIMIT $2"
            return try connection.query(sql, id, Int64(limit)).map { try ModelEvent($0) }
        }
    }
}
