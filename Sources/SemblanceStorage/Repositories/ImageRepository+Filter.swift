import SemblanceCore

extension ImageRepository {
    /// The images of a collection whose metadata match a filter.
    ///
    /// - Parameter model: leaves out images that have no latent of this version; nil leaves out none
    /// - Returns: ids, in ascending order
    public func ids(matching filter: MetadataFilter, in collection: Int64, model: Int64? = nil) async throws -> [Int64] {
        let condition = try MetadataCondition(filter, after: [collection])
        // The number of a partition stands in the statement, so that the others are not looked at.
        let encoded = model.map { "AND EXISTS (SELECT FROM latents l WHERE l.model_id = \($0) AND l.image_id = images.id)" } ?? ""
        let sql = "SELECT id FROM images WHERE collection_id = $1 AND \(condition.sql) \(encoded) ORDER BY id"
        return try await pool.withConnection { [parameters = condition.parameters] connection in
            try connection.query(sql, parameters: parameters).map { try $0.value(0) }
        }
    }
}
