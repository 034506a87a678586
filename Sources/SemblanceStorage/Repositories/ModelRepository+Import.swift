import SemblanceCore

extension ModelRepository {
    /// Makes an imported version usable, whose weights are stored.
    ///
    /// - Parameters:
    ///   - again: whether a collection may have the same weights twice
    /// - Throws: `notFound`; `conflict` where another version of the collection has the same weights
    public func completeImport(of id: Int64, weights kind: String, again: Bool, by actor: AuditActor, why: String?) async throws {
        try await pool.withTransaction { connection in
            let find = "SELECT collection_id FROM model_versions WHERE id = $1"
            guard let collection = try connection.query(find, id).first?.value(0, as: Int64.self) else { throw Self.missing(id) }
            // Of two that import the same, the second one sees the first.
            try ActivationRepository.lock(collection, connection)
            if !again, let known = try Self.twin(of: id, kind, connection) {
                throw SemblanceError(
                    .conflict, "these weights are in the collection already: they are \(known)", advice: "say --again for another version")
            }
            try connection.execute("UPDATE model_versions SET state = 'ready' WHERE id = $1", id)
            try ModelEventRepository.note(.import, of: id, by: actor, why: why, connection)
        }
    }

    /// The name of the oldest version that has the weights of another one.
    private static func twin(of id: Int64, _ kind: String, _ connection: isolated PostgresConnection) throws -> String? {
        let sql = """
            SELECT format('%s@%s', t.name, t.version) FROM model_versions m
            JOIN model_artifacts a ON a.model_id = m.id AND a.kind = $2
            JOIN model_artifacts b ON b.kind = a.kind AND b.sha256 = a.sha256
            JOIN model_versions t ON t.id = b.model_id AND t.collection_id = m.collection_id AND t.id <> m.id AND t.state = 'ready'
            WHERE m.id = $1 ORDER BY t.id LIMIT 1
            """
        return try connection.query(sql, id, kind).first?.value(0)
    }
}
