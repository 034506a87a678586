import SemblanceCore

extension ImageRepository {
    /// Stores a batch of encoded images: a binary COPY into a staging table and one merge, in one transaction, so that a batch is
    /// in the database as a whole or not at all. To repeat a batch changes nothing and gives the same outcomes.
    ///
    /// Equal bytes are one image, within the batch too. An image that the collection knows already gets a latent of this model
    /// version if it has none, and one more source. A source whose bytes changed moves to its new image.
    ///
    /// - Parameters:
    ///   - batch: a few hundred images are a good size
    ///   - collection: the collection's id
    ///   - model: a model version of that collection, whose partition of latents exists
    /// - Returns: one outcome an image, in their order
    /// - Throws: `notFound` for an unknown model version, `incompatible` for latents of another dimension, `invalidArgument` for
    ///   values that cannot be stored
    public func store(batch: [NewImage], collection: Int64, model: Int64) async throws -> [StoreOutcome] {
        try await pool.withConnection { connection in
            try connection.executeScript(StoreStatements.staging)
            return try connection.withRetriedTransaction { try ImageMerge(collection: collection, model: model).run(batch, on: connection) }
        }
    }

    /// The images of a collection that have some bytes, by their SHA-256.
    public func known(_ hashes: [[UInt8]], in collection: Int64, model: Int64) async throws -> [[UInt8]: KnownImage] {
        try await pool.withConnection { connection in
            let sql = """
                SELECT i.sha256, i.id, EXISTS (SELECT FROM latents l WHERE l.model_id = \(model) AND l.image_id = i.id)
                FROM unnest($2::bytea[]) AS t (sha256)
                JOIN LATERAL (SELECT id, sha256 FROM images WHERE collection_id = $1 AND sha256 = t.sha256 OFFSET 0) i ON true
                """
            let rows = try connection.query(sql, collection, Array(Set(hashes)))
            return Dictionary(
                uniqueKeysWithValues: try rows.map { (try $0.value(0), KnownImage(id: try $0.value(1), hasLatent: try $0.value(2))) })
        }
    }
}
