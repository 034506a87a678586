extension LatentRepository {
    /// Goes through the latents of a model version by ascending image id, one in memory at a time, as one moment of the database
    /// has them.
    ///
    /// - Parameters:
    ///   - initial: what `body` starts from
    ///   - body: adds a latent to the result; it runs on the connection's thread
    /// - Returns: the result after the last latent
    public func reduce<Result: Sendable>(
        model: Int64, into initial: Result, _ body: @Sendable (inout Result, SourcedLatent) throws -> Void
    ) async throws -> Result {
        try await pool.withConnection { connection in
            let source = """
                (SELECT l.image_id, i.sha256,
                    (SELECT s.source FROM image_sources s WHERE s.image_id = l.image_id ORDER BY s.id LIMIT 1),
                    l.vector, l.average, l.deviation, l.norm, l.realism
                 FROM latents l JOIN images i ON i.id = l.image_id WHERE l.model_id = \(model) ORDER BY l.image_id)
                """
            return try connection.copyOut(source, into: initial) { try body(&$0, try SourcedLatent(&$1)) }
        }
    }
}
