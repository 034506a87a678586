extension ImageRepository {
    /// The images of a collection in ascending order of their ids, as one moment of the database has them.
    public func recorded(in collection: Int64) async throws -> [RecordedImage] {
        try await pool.withConnection { connection in
            let source = "(SELECT id, sha256 FROM images WHERE collection_id = \(collection) ORDER BY id)"
            return try connection.copyOut(source, into: []) { $0.append(RecordedImage(id: try $1.next(), sha256: try $1.next())) }
        }
    }

    /// Some images by what never changes of them; those that do not exist are missing.
    public func recorded(_ ids: [Int64]) async throws -> [RecordedImage] {
        try await pool.withConnection { connection in
            try connection.query("SELECT id, sha256 FROM images WHERE id = ANY ($1) ORDER BY id", ids).map {
                RecordedImage(id: try $0.value(0), sha256: try $0.value(1))
            }
        }
    }

    /// All places that held some images, those of one archive together, and an image's own in the order they were found in.
    public func recordedSources(of ids: [Int64]) async throws -> [RecordedSource] {
        try await pool.withConnection { connection in
            let sql = """
                SELECT image_id, source, archive_length FROM image_sources WHERE image_id = ANY ($1)
                ORDER BY substring(source from 1 for archive_length), id
                """
            return try connection.query(sql, ids).map {
                RecordedSource(image: try $0.value(0), source: try $0.value(1), archiveLength: Int(try $0.value(2, as: Int32.self)))
            }
        }
    }
}
