import Foundation
import SemblanceCore

/// What an index in memory follows a database by: a snapshot to begin with, and then what changed since the last look.
///
/// Looks go by transactions, not by ids or times, so that nothing is missed however late a transaction ends that began before.
public struct ChangeRepository: Sendable {
    /// How long changes are kept for those who look seldom, unless somebody wants it otherwise: a day.
    public static let retention = Duration.seconds(24 * 3600)

    private let pool: PostgresPool

    /// Over the connections of a database.
    public init(pool: PostgresPool) { self.pool = pool }

    /// All latents of a model version, with what is needed to follow them from here on. Empty for an unknown version.
    public func snapshot(model: Int64) async throws -> CorpusSnapshot {
        try await pool.withTransaction { connection in
            let marker = try Self.look(connection)
            let capacity = try LatentRepository.capacity(model, connection)
            let initial = CorpusRows(latents: LatentMatrix(capacity: capacity.count, dimension: capacity.dimension))
            let rows = try connection.copyOut(LatentRepository.source(model, realism: true), into: initial) { try $0.append(&$1) }
            return CorpusSnapshot(latents: rows.latents, realism: rows.realism, marker: marker)
        }
    }

    /// What is needed to follow the database from here on, for where its latents are not read.
    public func marker() async throws -> LatentMarker {
        try await pool.withTransaction { try Self.look($0) }
    }

    /// What changed since an earlier look.
    ///
    /// - Parameters:
    ///   - collection: the collection of the model version
    ///   - marker: what the earlier look returned
    ///   - latents: whether to read the latents that were added; if not, none are told
    public func changes(
        collection: Int64, model: Int64, since marker: LatentMarker, latents: Bool = true
    ) async throws -> CorpusChanges {
        try await pool.withTransaction { connection in
            let next = try Self.look(connection)
            guard try isFollowed(marker, connection) else {
                return CorpusChanges(added: LatentMatrix(), addedRealism: [], touched: [], marker: next, isComplete: false)
            }
            // Transactions beyond the present ones are those of another cluster, from which the database was restored.
            let condition = "added_in >= '\(marker.oldestOpen)' AND added_in < pg_snapshot_xmax(pg_current_snapshot())"
            let source = LatentRepository.source(model, realism: true, where: condition)
            let rows = latents ? try connection.copyOut(source, into: CorpusRows()) { try $0.append(&$1) } : CorpusRows()
            let sql = """
                SELECT DISTINCT image_id FROM image_changes WHERE collection_id = $1 AND changed_in >= $2::text::xid8
                    AND changed_in < pg_snapshot_xmax(pg_current_snapshot()) ORDER BY image_id
                """
            let touched = try connection.query(sql, collection, "\(marker.oldestOpen)").map { try $0.value(0, as: Int64.self) }
            return CorpusChanges(
                added: rows.latents, addedRealism: rows.realism, touched: touched, marker: next, isComplete: true)
        }
    }

    /// Which of some images have a latent of a model version now.
    public func present(images: [Int64], model: Int64) async throws -> Set<Int64> {
        try await pool.withConnection { connection in
            let sql = "SELECT image_id FROM latents WHERE model_id = \(model) AND image_id = ANY ($1)"
            return Set(try connection.query(sql, images).map { try $0.value(0, as: Int64.self) })
        }
    }

    /// Forgets changes that are older than an age. Whoever has not looked since then is told so by `CorpusChanges.isComplete`.
    ///
    /// What the next look of somebody who looks at this moment would ask for stays, however old: while a transaction is open for long, no
    /// change that came after its beginning is forgotten.
    ///
    /// - Returns: how many changes were forgotten
    @discardableResult
    public func prune(olderThan age: Duration = Self.retention) async throws -> Int {
        try await pool.withConnection { connection in
            let sql = """
                WITH gone AS (
                    DELETE FROM image_changes
                    WHERE changed_at < clock_timestamp() - make_interval(secs => $1)
                        AND changed_in < pg_snapshot_xmin(pg_current_snapshot())
                    RETURNING changed_in),
                noted AS (
                    UPDATE image_changes_pruned
                    SET through = greatest(through, (SELECT changed_in FROM gone ORDER BY changed_in DESC LIMIT 1))
                    WHERE EXISTS (SELECT FROM gone))
                SELECT count(*) FROM gone
                """
            return Int(try connection.query(sql, age / .seconds(1)).first?.value(0, as: Int64.self) ?? 0)
        }
    }

    // MARK: Inside

    /// Begins a look: from here on the transaction sees one moment of the database.
    private static func look(_ connection: isolated PostgresConnection) throws -> LatentMarker {
        try connection.executeScript("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        return try LatentMarker.now(connection)
    }

    /// Whether the log still has everything since a marker, and the marker is one of this cluster.
    private func isFollowed(_ marker: LatentMarker, _ connection: isolated PostgresConnection) throws -> Bool {
        let sql = """
            SELECT $1::text::xid8 <= pg_snapshot_xmax(s.snapshot)
                AND (p.through < $1::text::xid8 OR p.through >= pg_snapshot_xmax(s.snapshot))
            FROM image_changes_pruned p, pg_current_snapshot() AS s (snapshot)
            """
        return try connection.query(sql, "\(marker.oldestOpen)").first?.value(0) ?? false
    }
}

/// Latents with their scores, as COPY sends them.
private struct CorpusRows: Sendable {
    var latents = LatentMatrix()
    var realism: [Float?] = []

    mutating func append(_ row: inout PostgresCopyRow) throws {
        try latents.append(&row)
        realism.append(try row.next())
    }
}
