import SemblanceCore

/// The units of indexing jobs: taken by workers, and done with in the transaction that stores what became of their files.
public struct WorkUnitRepository: Sendable {
    private let pool: PostgresPool

    /// A unit that was taken so often without an end is cut in two: something in it may end its workers.
    static let suspiciousAttempts: Int32 = 4
    /// A single file that was taken so often is given up. Workers may also be killed from outside, so it takes more.
    static let hopelessAttempts: Int32 = 8

    /// Over the connections of a database.
    public init(pool: PostgresPool) { self.pool = pool }

    /// Takes the oldest unit that nobody has, or whose worker died. No two workers get the same.
    ///
    /// - Parameters:
    ///   - worker: who takes it
    ///   - job: of this job only; nil for all
    /// - Returns: nil where there is nothing to take
    public func claim(_ worker: WorkerSession, job: Int64? = nil) async throws -> WorkUnit? {
        try await pool.withTransaction { connection in
            try connection.executeScript(worker.preamble)
            let sql = """
                UPDATE job_units u
                SET worker_id = $1, leased_until = clock_timestamp() + make_interval(secs => $2), attempts = u.attempts + 1
                FROM jobs j
                WHERE j.id = u.job_id AND u.id = (
                    SELECT c.id FROM jobs JOIN LATERAL (
                        SELECT id FROM job_units
                        WHERE job_id = jobs.id
                            AND (worker_id IS NULL OR leased_until < clock_timestamp() OR NOT worker_lives(worker_id))
                        ORDER BY id LIMIT 1 FOR UPDATE SKIP LOCKED) c ON true
                    WHERE jobs.state IN ('queued', 'running') AND jobs.model_id IS NOT NULL AND ($3::bigint IS NULL OR jobs.id = $3)
                    ORDER BY jobs.id LIMIT 1)
                RETURNING \(WorkUnit.columns)
                """
            guard let unit = try connection.query(sql, worker.id, worker.leaseSeconds, job).first.map({ try WorkUnit($0) }) else {
                return nil
            }
            try connection.execute(
                """
                UPDATE jobs SET state = 'running', attempts = attempts + 1, heartbeat_at = clock_timestamp(),
                    started_at = coalesce(started_at, clock_timestamp())
                WHERE id = $1 AND state = 'queued'
                """, unit.job)
            return unit
        }
    }

    /// Stores what became of a unit's files, counts it with the job and ends the unit: all or nothing.
    ///
    /// - Parameters:
    ///   - images: the files that were read
    ///   - failures: the others
    /// - Returns: the job as it is then; nil where the unit is not this worker's any more: its lease had ended and somebody else took
    ///   it, or the job was cancelled. Nothing is stored in that case.
    /// - Throws: as `ImageRepository.store`
    @discardableResult
    public func complete(_ unit: WorkUnit, _ worker: WorkerSession, images: [NewImage], failures: [JobFailure]) async throws -> Job? {
        try await pool.withConnection { connection in
            try connection.executeScript(StoreStatements.staging)
            return try connection.withRetriedTransaction {
                try connection.executeScript(worker.preamble)
                guard try own(unit, worker, connection) else { return nil }
                let merge = ImageMerge(collection: unit.collection, model: unit.model)
                let outcomes = try merge.run(images, on: connection)
                for failure in failures { try JobRepository.add(failure, to: unit.job, connection) }
                try connection.execute("DELETE FROM job_units WHERE id = $1", unit.id)
                let job = try connection.query(
                    """
                    UPDATE jobs SET encoded = encoded + $2, duplicates = duplicates + $3, failed = failed + $4, vanished = vanished + $5,
                        heartbeat_at = clock_timestamp()
                    WHERE id = $1 RETURNING \(Job.columns)
                    """, unit.job, Int64(outcomes.count { !$0.isDuplicate }), Int64(outcomes.count(where: \.isDuplicate)),
                    Int64(failures.count), Int64(outcomes.count(where: \.isOverwriting)))
                return try JobRepository.job(job)
            }
        }
    }

    /// Whether there are units that somebody may still take, or jobs that somebody may still plan.
    public func areWaiting() async throws -> Bool {
        try await pool.withConnection { connection in
            let sql = """
                SELECT EXISTS (
                    SELECT FROM jobs j WHERE j.kind = 'index' AND j.state IN ('queued', 'running') AND j.model_id IS NOT NULL
                        AND (j.planned_at IS NULL OR EXISTS (SELECT FROM job_units u WHERE u.job_id = j.id)))
                """
            return try connection.query(sql).first?.value(0) ?? false
        }
    }

    /// Cuts a unit in two, so that what ends its workers ends fewer files' work. A single file is given up instead.
    ///
    /// - Returns: whether it was cut or given up; false for a unit that may be tried once more as it is
    public func splitIfSuspicious(_ unit: WorkUnit, _ worker: WorkerSession) async throws -> Bool {
        guard unit.attempt >= Self.suspiciousAttempts else { return false }
        guard unit.files.count > 1 else {
            guard unit.attempt >= Self.hopelessAttempts else { return false }
            let file = unit.files[0]
            let failure = JobFailure(
                source: file.source, code: SemblanceError.Code.undecodable.description,
                message: "\(unit.attempt - 1) workers ended while they worked on it", file: file, metadata: unit.metadata.first)
            try await complete(unit, worker, images: [], failures: [failure])
            return true
        }
        return try await pool.withTransaction { connection in
            try connection.executeScript(worker.preamble)
            guard try own(unit, worker, connection) else { return true }
            let half = Int32(unit.files.count / 2)
            for range in ["[:$2]", "[$2 + 1:]"] {
                try connection.execute(
                    """
                    INSERT INTO job_units (job_id, sources, archive_length, position, byte_sizes, modified_ns, inodes, metadata)
                    SELECT job_id, sources\(range), archive_length, position, byte_sizes\(range), modified_ns\(range), inodes\(range),
                        metadata\(range)
                    FROM job_units WHERE id = $1
                    """, unit.id, half)
            }
            try connection.execute("DELETE FROM job_units WHERE id = $1", unit.id)
            return true
        }
    }

    /// Locks the unit where it is still this taking of this worker, and its job under way.
    private func own(_ unit: WorkUnit, _ worker: WorkerSession, _ connection: isolated PostgresConnection) throws -> Bool {
        let sql = """
            SELECT FROM job_units u JOIN jobs j ON j.id = u.job_id
            WHERE u.id = $1 AND u.worker_id = $2 AND u.attempts = $3 AND j.state = 'running' FOR UPDATE OF u
            """
        return try connection.query(sql, unit.id, worker.id, unit.attempt).first != nil
    }
}
