extension CollectionRepository {
    /// All collections by name, with what they hold. Reads every image's row.
    public func summaries() async throws -> [CollectionSummary] {
        try await pool.withConnection { connection in
            let sql = """
                SELECT c.id, c.name, c.created_at, coalesce(i.count, 0), coalesce(i.bytes, 0),
                    (SELECT count(*) FROM model_versions m WHERE m.collection_id = c.id),
                    (SELECT format('%s@%s', m.name, m.version) FROM activations a JOIN model_versions m ON m.id = a.model_id
                     WHERE a.collection_id = c.id ORDER BY a.id DESC LIMIT 1)
                FROM collections c
                LEFT JOIN (SELECT collection_id, count(*) AS count, sum(byte_size)::bigint AS bytes FROM images GROUP BY collection_id) i
                    ON i.collection_id = c.id
                ORDER BY c.name
                """
            return try connection.query(sql).map { row in
                var columns = row.columns
                let collection = ImageCollection(id: try columns.next(), name: try columns.next(), createdAt: try columns.next())
                let images = Int(try columns.next(Int64.self))
                let bytes: Int64 = try columns.next()
                return CollectionSummary(
                    collection: collection, images: images, photoBytes: bytes, models: Int(try columns.next(Int64.self)),
                    activeModel: try columns.next())
            }
        }
    }
}
