import SemblanceCore

extension ImageRepository {
    /// Deletes images everywhere: thumbnails, bytes of uploads, metadata, sources, the latents of every model version; and what jobs have
    /// noted of their sources, so that work under way does not bring them back.
    ///
    /// - Returns: how many existed
    @discardableResult
    public func delete(ids: [Int64], in collection: Int64) async throws -> Int {
        try await pool.withTransaction { connection in
            // A plan or an upload that is under way sees them all, or none.
            try connection.query("SELECT id FROM collections WHERE id = $1 FOR NO KEY UPDATE", collection)
            let sources = try connection.query(
                "SELECT source FROM image_sources WHERE collection_id = $1 AND image_id = ANY ($2)", collection, ids
            ).map { try $0.value(0, as: [UInt8].self) }
            try connection.execute(DeletionStatements.failures, collection, sources)
            try connection.execute(DeletionStatements.counts, collection, sources)
            try connection.execute(DeletionStatements.units, collection, sources)
            try connection.execute(DeletionStatements.emptyUnits, collection, sources)
            return try connection.execute("DELETE FROM images WHERE collection_id = $1 AND id = ANY ($2)", collection, ids)
        }
    }
}

/// What jobs know of sources that are deleted. Parameters: the collection and the sources.
private enum DeletionStatements {
    private static let jobs = "(SELECT id FROM jobs WHERE collection_id = $1)"

    static let failures = """
        WITH gone AS (DELETE FROM job_failures WHERE job_id IN \(jobs) AND source = ANY ($2) RETURNING job_id),
        counted AS (SELECT job_id, count(*) AS count FROM gone GROUP BY job_id)
        UPDATE jobs j SET total = total - c.count, failed = failed - c.count FROM counted c WHERE j.id = c.job_id
        """

    static let counts = """
        WITH counted AS (
            SELECT job_id, count(*) AS count FROM job_units, unnest(sources) AS s (source)
            WHERE job_id IN \(jobs) AND sources && $2 AND s.source = ANY ($2) GROUP BY job_id)
        UPDATE jobs j SET total = total - c.count FROM counted c WHERE j.id = c.job_id
        """

    /// Whoever has such a unit has lost it: what it read of the sources is not stored.
    static let units = """
        UPDATE job_units u SET sources = k.sources, byte_sizes = k.byte_sizes, modified_ns = k.modified_ns, inodes = k.inodes,
            metadata = CASE WHEN u.metadata IS NULL THEN NULL ELSE k.metadata END, worker_id = NULL, leased_until = NULL
        FROM (
            SELECT id, array_agg(f.source ORDER BY n) AS sources, array_agg(f.byte_size ORDER BY n) AS byte_sizes,
                array_agg(f.modified ORDER BY n) AS modified_ns, array_agg(f.inode ORDER BY n) AS inodes,
                array_agg(f.metadata ORDER BY n) AS metadata
            FROM job_units, unnest(sources, byte_sizes, modified_ns, inodes, metadata)
                WITH ORDINALITY AS f (source, byte_size, modified, inode, metadata, n)
            WHERE job_id IN \(jobs) AND sources && $2 AND f.source <> ALL ($2) GROUP BY id) k
        WHERE u.id = k.id
        """

    static let emptyUnits = "DELETE FROM job_units WHERE job_id IN \(jobs) AND sources && $2"
}
