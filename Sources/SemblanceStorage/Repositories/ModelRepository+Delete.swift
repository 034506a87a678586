import SemblanceCore

extension ModelRepository {
    /// Deletes a version with its latents, their graph and its files, and cancels its jobs.
    ///
    /// - Throws: `notFound`; `conflict` for the version that serves; `unavailable` where its latents are read for long
    public func delete(id: Int64, by actor: AuditActor, why: String? = nil) async throws {
        try await pool.withTransaction { connection in
            let find = "SELECT collection_id FROM model_versions WHERE id = $1"
            guard let collection = try connection.query(find, id).first?.value(0, as: Int64.self) else { throw Self.missing(id) }
            // Nobody activates it meanwhile.
            try ActivationRepository.lock(collection, connection)
            guard try ActivationRepository.newest(collection, connection)?.modelID != id else {
                throw SemblanceError(.conflict, "the model version \(id) is serving", advice: "activate another one first")
            }
            try ModelEventRepository.note(.delete, of: id, by: actor, why: why, connection)
            try Self.remove(id, connection)
        }
    }

    /// Takes back a version that was registered and did not become usable, as if it had never been there.
    ///
    /// - Throws: `notFound`
    public func withdraw(id: Int64) async throws {
        try await pool.withTransaction { try Self.remove(id, $0) }
    }

    private static func remove(_ id: Int64, _ connection: isolated PostgresConnection) throws {
        try connection.execute(
            """
            UPDATE jobs SET state = 'cancelled', message = 'its model version was deleted', finished_at = clock_timestamp()
            WHERE model_id = $1 AND state IN ('queued', 'running')
            """, id)
        try connection.query("SELECT drop_latents_partition($1)", id)
        guard try connection.execute("DELETE FROM model_versions WHERE id = $1", id) == 1 else { throw missing(id) }
    }
}
