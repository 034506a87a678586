import SemblanceCore

/// Long work: a queue, how far each job is, and what went wrong on the way.
public struct JobRepository: Sendable {
    private let pool: PostgresPool

    /// Over the connections of a database.
    public init(pool: PostgresPool) { self.pool = pool }

    /// Ends a job that is under way early.
    ///
    /// - Parameters:
    ///   - state: `failed` or `cancelled`
    ///   - message: why, in words
    /// - Returns: whether it was under way
    @discardableResult
    public func end(id: Int64, state: JobState, message: String) async throws -> Bool {
        let sql = """
            UPDATE jobs SET state = $2, message = $3, finished_at = clock_timestamp() WHERE id = $1 AND state IN ('queued', 'running')
            RETURNING \(Job.columns)
            """
        return try await first(sql, id, state.rawValue, message) != nil
    }

    /// Ends an indexing job that has no unit left: removes what vanished where the job was asked to, and lets the model version serve
    /// if none does. Nothing happens where the job has ended, where units are left, or where nobody has planned it yet.
    ///
    /// - Parameters:
    ///   - prunes: whether sources that vanished are removed, and images that have no source then
    ///   - worker: who ends it, where it is one with signs of life
    /// - Returns: the job as it is now
    /// - Throws: `notFound`
    public func finishIndexing(id: Int64, prunes: Bool, _ worker: WorkerSession? = nil) async throws -> Job {
        try await pool.withTransaction { connection in
            if let worker { try connection.executeScript(worker.transactionLock) }
            guard let job = try connection.query("SELECT \(Job.columns) FROM jobs WHERE id = $1 FOR UPDATE", id).first.map({ try Job($0) })
            else { throw JobRepository.missing(id) }
            guard !job.state.isFinal, job.plannedAt != nil,
                try connection.query("SELECT FROM job_units WHERE job_id = $1 LIMIT 1", id).first == nil
            else {
                return job
            }
            if prunes { try prune(job, connection) }
            if job.progress.encoded > 0, let model = job.modelID {
                try ActivationRepository.activateIfNone(
                    model: model, in: job.collectionID, by: .job(id), why: "the first index is complete", connection)
            }
            let sql = """
                UPDATE jobs SET state = 'succeeded', started_at = coalesce(started_at, created_at), finished_at = clock_timestamp(),
                    heartbeat_at = clock_timestamp()
                WHERE id = $1 RETURNING \(Job.columns)
                """
            return try JobRepository.job(connection.query(sql, id))
        }
    }

    /// The indexing jobs under way without a unit that is left: the worker of their last unit ended before it could end them.
    public func indexingJobsToFinish() async throws -> [Job] {
        try await pool.withConnection { connection in
            let sql = """
                SELECT \(Job.columns) FROM jobs j WHERE kind = 'index' AND state IN ('queued', 'running') AND planned_at IS NOT NULL
                    AND NOT EXISTS (SELECT FROM job_units u WHERE u.job_id = j.id)
                """
            return try connection.query(sql).map { try Job($0) }
        }
    }

    private func prune(_ job: Job, _ connection: isolated PostgresConnection) throws {
        try connection.execute(
            "DELETE FROM image_sources s USING job_vanished v WHERE v.job_id = $1 AND s.id = v.source_id", job.id)
        // Uploads have a source too, so that only what is gone from everywhere is without.
        try connection.execute(
            "DELETE FROM images i WHERE collection_id = $1 AND NOT EXISTS (SELECT FROM image_sources s WHERE s.image_id = i.id)",
            job.collectionID)
    }

    /// Takes a job back. A worker that is at it stops at its next sign of life.
    ///
    /// - Throws: `notFound`; `conflict` for a job that has ended
    @discardableResult
    public func cancel(id: Int64) async throws -> Job {
        let sql = """
            UPDATE jobs SET state = 'cancelled', finished_at = clock_timestamp()
            WHERE id = $1 AND state IN ('queued', 'running') RETURNING \(Job.columns)
            """
        if let job = try await first(sql, id) { return job }
        let job = try await require(id: id)
        throw SemblanceError(.conflict, "the job \(id) has ended already: it is \(job.state.rawValue)")
    }

    /// The job of an id.
    public func find(id: Int64) async throws -> Job? { try await first("SELECT \(Job.columns) FROM jobs WHERE id = $1", id) }

    /// The job of an id.
    ///
    /// - Throws: `notFound`
    public func require(id: Int64) async throws -> Job {
        guard let job = try await find(id: id) else { throw JobRepository.missing(id) }
        return job
    }

    /// The jobs of a collection, newest first, a page at a time.
    ///
    /// - Parameters:
    ///   - before: the last id of the page before; nil for the first page
    ///   - state: only those in this state; nil for all
    ///   - limit: how many at most
    public func list(in collection: Int64, before: Int64? = nil, state: JobState? = nil, limit: Int = 100) async throws -> [Job] {
        try await pool.withConnection { connection in
            let sql = """
                SELECT \(Job.columns) FROM jobs WHERE collection_id = $1 AND id < $2 AND ($3::text IS NULL OR state = $3)
                ORDER BY id DESC LIMIT $4
                """
            return try connection.query(sql, collection, before ?? Int64.max, state?.rawValue, Int64(limit)).map { try Job($0) }
        }
    }

    /// The jobs of all collections that are queued or running, oldest first.
    public func unfinished() async throws -> [Job] {
        try await pool.withConnection { connection in
            try connection.query("SELECT \(Job.columns) FROM jobs WHERE state IN ('queued', 'running') ORDER BY id").map { try Job($0) }
        }
    }

    /// Notes an input that could not be used; one that failed before keeps its newest reason.
    static func add(_ failure: JobFailure, to id: Int64, _ connection: isolated PostgresConnection) throws {
        let sql = """
            INSERT INTO job_failures (job_id, source, code, message, archive_length, byte_size, modified_ns, inode, metadata)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
            ON CONFLICT (job_id, source_sha256) DO UPDATE SET code = excluded.code, message = excluded.message,
                byte_size = excluded.byte_size, modified_ns = excluded.modified_ns, inode = excluded.inode
            """
        let file = failure.fingerprint
        try connection.execute(
            sql, id, failure.source, failure.code, failure.message, failure.archiveLength, file?.byteSize ?? -1,
            file?.modifiedNanoseconds ?? 0, file?.inode ?? 0, failure.metadata)
    }

    /// The inputs of a job that could not be used, in the order they came up, a page at a time.
    ///
    /// - Parameters:
    ///   - after: the last id of the page before; nil for the first page
    ///   - limit: how many at most
    public func failures(of id: Int64, after: Int64? = nil, limit: Int = 1000) async throws -> [JobFailure] {
        try await pool.withConnection { connection in
            let sql = "SELECT \(JobFailure.columns) FROM job_failures WHERE job_id = $1 AND id > $2 ORDER BY id LIMIT $3"
            return try connection.query(sql, id, after ?? 0, Int64(limit)).map { try JobFailure($0) }
        }
    }

    // MARK: Inside

    /// The one job that a statement answered.
    static func job(_ result: PostgresResult) throws -> Job {
        guard let row = result.first else { throw SemblanceError(.engine, "the database did not answer with the job") }
        return try Job(row)
    }

    static func missing(_ id: Int64) -> SemblanceError {
        SemblanceError(.notFound, "there is no job \(id)", advice: "see semblance jobs list")
    }

    private func first(_ sql: String, _ parameters: any PostgresValue...) async throws -> Job? {
        try await pool.withConnection { connection in
            try connection.query(sql, parameters: parameters).first.map { try Job($0) }
        }
    }
}
