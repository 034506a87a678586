/// How far somebody has followed the latents of a database: the oldest transaction that was open at the last look.
public struct LatentMarker: Sendable, Equatable {
    let oldestOpen: Int64

    /// The marker of the connection's present picture of the database.
    static func now(_ connection: isolated PostgresConnection) throws -> LatentMarker {
        let rows = try connection.query("SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint")
        return LatentMarker(oldestOpen: try rows.first?.value(0) ?? 0)
    }
}
