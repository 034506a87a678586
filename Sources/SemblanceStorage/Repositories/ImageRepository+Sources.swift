extension ImageRepository {
    /// The images of a collection whose bytes were found in more than one place, in ascending order.
    public func idsWithSeveralSources(in collection: Int64) async throws -> [Int64] {
        try await pool.withConnection { connection in
            let sql = "SELECT image_id FROM image_sources WHERE collection_id = $1 GROUP BY image_id HAVING count(*) > 1 ORDER BY image_id"
            return try connection.query(sql, collection).map { try $0.value(0) }
        }
    }
}
