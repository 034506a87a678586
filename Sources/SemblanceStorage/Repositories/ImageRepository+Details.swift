extension ImageRepository {
    /// What is shown of some images, by id; those that do not exist are missing.
    public func details(of ids: [Int64]) async throws -> [Int64: ImageDetail] {
        guard !ids.isEmpty else { return [:] }
        return try await pool.withConnection { connection in
            let sql = """
                SELECT i.id, i.width, i.height, s.source, i.metadata FROM images i
                LEFT JOIN LATERAL (SELECT source FROM image_sources WHERE image_id = i.id ORDER BY id LIMIT 1) s ON true
                WHERE i.id = ANY ($1)
                """
            var details: [Int64: ImageDetail] = [:]
            for row in try connection.query(sql, ids) {
                var columns = row.columns
                details[try columns.next()] = ImageDetail(
                    width: Int(try columns.next(Int32.self)), height: Int(try columns.next(Int32.self)), source: try columns.next(),
                    metadata: try columns.next())
            }
            return details
        }
    }

    /// Goes through what is shown of all images of a collection, in no particular order, one in memory at a time, as one moment of the
    /// database has them.
    ///
    /// - Parameters:
    ///   - initial: what `body` starts from
    ///   - body: adds an image, by its id, to the result; it runs on the connection's thread
    /// - Returns: the result after the last image
    public func reduceDetails<Result: Sendable>(
        collection: Int64, into initial: Result, _ body: @Sendable (inout Result, Int64, ImageDetail) throws -> Void
    ) async throws -> Result {
        try await pool.withConnection { connection in
            // The first sources of all at once: to look up each image's own takes nearly twice as long.
            let source = """
                (SELECT i.id, i.width, i.height, s.source, i.metadata FROM images i
                 LEFT JOIN (
                    SELECT DISTINCT ON (image_id) image_id, source FROM image_sources WHERE collection_id = \(collection)
                    ORDER BY image_id, id) s ON s.image_id = i.id
                 WHERE i.collection_id = \(collection))
                """
            return try connection.copyOut(source, into: initial) { result, row in
                let id: Int64 = try row.next()
                let detail = ImageDetail(
                    width: Int(try row.next(Int32.self)), height: Int(try row.next(Int32.self)), source: try row.next(),
                    metadata: try row.next())
                try body(&result, id, detail)
            }
        }
    }
}
