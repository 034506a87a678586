import SemblanceCore

/// The images of a corpus: what they are, their thumbnails, and where they were found.
public struct ImageRepository: Sendable {
    let pool: PostgresPool

    /// Over the connections of a database.
    public init(pool: PostgresPool) { self.pool = pool }

    /// The image of an id.
    public func find(id: Int64) async throws -> StoredImage? { try await find(ids: [id])[id] }

    /// The images of some ids, by id; those that do not exist are missing.
    public func find(ids: [Int64]) async throws -> [Int64: StoredImage] {
        try await pool.withConnection { connection in
            let rows = try connection.query("SELECT \(StoredImage.columns) FROM images WHERE id = ANY ($1)", ids)
            return Dictionary(uniqueKeysWithValues: try rows.map { try StoredImage($0) }.map { ($0.id, $0) })
        }
    }

    /// The image that has some bytes.
    public func find(sha256: [UInt8], in collection: Int64) async throws -> StoredImage? {
        try await pool.withConnection { connection in
            let sql = "SELECT \(StoredImage.columns) FROM images WHERE collection_id = $1 AND sha256 = $2"
            return try connection.query(sql, collection, sha256).first.map { try StoredImage($0) }
        }
    }

    /// The thumbnail of an image, a JPEG.
    public func thumbnail(of id: Int64) async throws -> [UInt8]? { try await thumbnails(of: [id])[id] }

    /// Thumbnails by image id.
    public func thumbnails(of ids: [Int64]) async throws -> [Int64: [UInt8]] {
        try await pool.withConnection { connection in
            let rows = try connection.query("SELECT image_id, jpeg FROM thumbnails WHERE image_id = ANY ($1)", ids)
            return Dictionary(uniqueKeysWithValues: try rows.map { (try $0.value(0), try $0.value(1)) })
        }
    }

    /// The paths and addresses that held the bytes of some images, by image id, the first found first.
    public func sources(of ids: [Int64]) async throws -> [Int64: [[UInt8]]] {
        try await pool.withConnection { connection in
            let sql = "SELECT image_id, source FROM image_sources WHERE image_id = ANY ($1) ORDER BY image_id, id"
            var sources: [Int64: [[UInt8]]] = [:]
            for row in try connection.query(sql, ids) { sources[try row.value(0), default: []].append(try row.value(1)) }
            return sources
        }
    }

    /// Replaces what else is known of an image.
    ///
    /// - Throws: `notFound`
    public func setMetadata(_ metadata: JSONText, of id: Int64) async throws {
        let changed = try await pool.withConnection { connection in
            try connection.execute("UPDATE images SET metadata = $2 WHERE id = $1", id, metadata)
        }
        guard changed == 1 else { throw SemblanceError(.notFound, "there is no image \(id)") }
    }
}
