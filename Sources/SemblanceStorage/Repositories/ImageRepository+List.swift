import SemblanceCore

extension ImageRepository {
    /// The images of a collection by id, a page at a time.
    ///
    /// - Parameters:
    ///   - after: the last id of the page before; nil for the first page
    ///   - limit: how many at most, at least 1
    ///   - filter: only those whose metadata match; nil for all
    ///   - descending: whether the newest come first
    public func list(
        in collection: Int64, after: Int64? = nil, limit: Int, filter: MetadataFilter? = nil, descending: Bool = false
    ) async throws -> [StoredImage] {
        let start = after ?? (descending ? Int64.max : 0)
        let condition = try MetadataCondition(filter ?? .all([]), after: [collection, start, Int64(max(limit, 1))])
        let sql = """
            SELECT \(StoredImage.columns) FROM images WHERE collection_id = $1 AND id \(descending ? "<" : ">") $2 AND \(condition.sql)
            ORDER BY id \(descending ? "DESC" : "ASC") LIMIT $3
            """
        return try await pool.withConnection { [parameters = condition.parameters] connection in
            try connection.query(sql, parameters: parameters).map { try StoredImage($0) }
        }
    }

    /// How many images a collection has.
    ///
    /// - Parameter filter: counts only those whose metadata match; nil for all
    public func count(in collection: Int64, filter: MetadataFilter? = nil) async throws -> Int {
        let condition = try MetadataCondition(filter ?? .all([]), after: [collection])
        let sql = "SELECT count(*) FROM images WHERE collection_id = $1 AND \(condition.sql)"
        return try await pool.withConnection { [parameters = condition.parameters] connection in
            Int(try connection.query(sql, parameters: parameters).first?.value(0, as: Int64.self) ?? 0)
        }
    }
}
