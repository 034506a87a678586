import SemblanceCore

/// Images whose bytes the database keeps, because no file does.
public struct UploadRepository: Sendable {
    /// What the sources of uploads begin with: the database stands for the archive that holds them.
    public static let archive = Array("upload:".utf8)

    private let pool: PostgresPool

    /// Over the connections of a database.
    public init(pool: PostgresPool) { self.pool = pool }

    /// The source of an upload: its bytes' SHA-256 and its name, so that different photos of one name are different sources.
    public static func source(sha256: [UInt8], name: [UInt8]) -> [UInt8] {
        let digits = sha256.flatMap { byte in Array((byte < 16 ? "0" : "").utf8) + Array(String(byte, radix: 16).utf8) }
        return archive + digits + Array("/".utf8) + name
    }

    /// The bytes of uploads by their sources; those that were deleted are missing.
    public func bytes(of sources: [[UInt8]], in collection: Int64) async throws -> [[UInt8]: [UInt8]] {
        try await pool.withConnection { connection in
            let sql = """
                SELECT s.source, u.bytes FROM unnest($2::bytea[]) AS t (source)
                JOIN image_sources s ON s.collection_id = $1 AND s.source_sha256 = sha256(t.source)
                JOIN uploads u ON u.image_id = s.image_id
                """
            let rows = try connection.query(sql, collection, sources)
            return Dictionary(uniqueKeysWithValues: try rows.map { (try $0.value(0), try $0.value(1)) })
        }
    }

    /// The bytes of uploads by their images; images that are files are missing.
    public func bytes(ofImages ids: [Int64]) async throws -> [Int64: [UInt8]] {
        try await pool.withConnection { connection in
            let rows = try connection.query("SELECT image_id, bytes FROM uploads WHERE image_id = ANY ($1)", ids)
            return Dictionary(uniqueKeysWithValues: try rows.map { (try $0.value(0), try $0.value(1)) })
        }
    }

    /// The model versions that a new image of a collection has to be encoded for and is not yet: the one that serves, and every one that
    /// an indexing job is filling. A job that is being planned at this moment is waited for.
    public func versionsToEncode(sha256: [UInt8], in collection: Int64) async throws -> [Int64] {
        try await pool.withTransaction { connection in
            // Plans hold this row until their job can be seen; what they did not see yet, they find in this answer's place.
            try connection.query("SELECT id FROM collections WHERE id = $1 FOR SHARE", collection)
            let sql = """
                SELECT m.id FROM model_versions m WHERE m.collection_id = $1 AND m.state = 'ready'
                    AND (m.id = (SELECT model_id FROM activations WHERE collection_id = $1 ORDER BY id DESC LIMIT 1)
                        OR EXISTS (SELECT FROM jobs j WHERE j.kind = 'index' AND j.model_id = m.id AND j.state IN ('queued', 'running')))
                    AND NOT EXISTS (
                        SELECT FROM images i JOIN latents l ON l.model_id = m.id AND l.image_id = i.id
                        WHERE i.collection_id = $1 AND i.sha256 = $2)
                ORDER BY m.id
                """
            return try connection.query(sql, collection, sha256).map { try $0.value(0) }
        }
    }
}
