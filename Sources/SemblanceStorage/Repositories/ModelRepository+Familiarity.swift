extension ModelRepository {
    /// What was found to be usual among the images of a version; nil where nobody has measured it.
    public func familiarity(of id: Int64) async throws -> JSONText? {
        try await pool.withConnection { connection in
            try connection.query("SELECT familiarity FROM model_versions WHERE id = $1", id).first?.value(0, as: JSONText?.self) ?? nil
        }
    }

    /// Replaces it.
    ///
    /// - Throws: `notFound`
    public func setFamiliarity(_ familiarity: JSONText, of id: Int64) async throws {
        try await update("familiarity = $2", id, familiarity)
    }
}
