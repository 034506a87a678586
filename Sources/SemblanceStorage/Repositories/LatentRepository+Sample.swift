extension LatentRepository {
    /// Some images that a model version has encoded, as good as drawn at random.
    ///
    /// - Parameters:
    ///   - count: how many at most
    ///   - seed: the same seed and images give the same sample, and one image more changes it by no more than one
    public func sample(_ count: Int, of model: Int64, seed: Int64) async throws -> [Int64] {
        try await pool.withConnection { connection in
            let sql = """
                SELECT image_id FROM latents WHERE model_id = \(model) ORDER BY hashint8extended(image_id, $1), image_id LIMIT $2
                """
            return try connection.query(sql, seed, Int64(count)).map { try $0.value(0) }
        }
    }
}
