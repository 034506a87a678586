extension LatentRepository {
    /// How many images one model version has encoded that another has not. Takes about a second a million.
    public func missing(from model: Int64, beside other: Int64) async throws -> Int {
        try await pool.withConnection { connection in
            let sql = """
                SELECT count(*) FROM latents o WHERE o.model_id = \(other)
                    AND NOT EXISTS (SELECT FROM latents l WHERE l.model_id = \(model) AND l.image_id = o.image_id)
                """
            return Int(try connection.query(sql).first?.value(0, as: Int64.self) ?? 0)
        }
    }
}
