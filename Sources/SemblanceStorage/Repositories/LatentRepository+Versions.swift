extension LatentRepository {
    /// The model versions that hold a latent of an image, oldest first.
    public func versions(of image: Int64) async throws -> [EncodedVersion] {
        try await pool.withConnection { connection in
            let sql = """
                SELECT m.id, m.name, m.version, l.realism, l.norm
                FROM latents l JOIN model_versions m ON m.id = l.model_id WHERE l.image_id = $1 ORDER BY m.id
                """
            return try connection.query(sql, image).map { row in
                var columns = row.columns
                let (id, name): (Int64, String) = (try columns.next(), try columns.next())
                return EncodedVersion(
                    id: id, name: name, version: Int(try columns.next(Int32.self)), realism: try columns.next(), norm: try columns.next())
            }
        }
    }
}
