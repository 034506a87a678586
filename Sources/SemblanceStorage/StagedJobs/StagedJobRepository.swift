import SemblanceCore

/// Jobs in stages, such as retraining: one worker at a time takes such a job as a whole, and what it has come to is kept with the job, so
/// that any other can go on where it stopped.
public struct StagedJobRepository: Sendable {
    private let pool: PostgresPool

    /// Over the connections of a database.
    public init(pool: PostgresPool) { self.pool = pool }

    /// Queues a job.
    ///
    /// - Parameters:
    ///   - kind: what it does; a collection has one unfinished job of a kind at a time
    ///   - parameters: what it is asked to do, a JSON object; the unfinished job of an equal request is returned as it is
    /// - Throws: `notFound` for an unknown collection; `conflict` where another job of the kind has not ended
    public func enqueue(_ kind: String, in collection: Int64, parameters: JSONText) async throws -> Job {
        try await pool.withTransaction { connection in
            guard try connection.query("SELECT id FROM collections WHERE id = $1 FOR NO KEY UPDATE", collection).first != nil else {
                throw SemblanceError(.notFound, "there is no collection \(collection)")
            }
            let unfinished = """
                SELECT \(Job.columns), parameters = $3 FROM jobs
                WHERE collection_id = $1 AND kind = $2 AND state IN ('queued', 'running') ORDER BY id LIMIT 1
                """
            if let row = try connection.query(unfinished, collection, kind, parameters).first {
                let job = try Job(row)
                guard try row.value(row.result.columnCount - 1, as: Bool.self) else {
                    throw SemblanceError(
                        .conflict, "the job \(job.id) (\(kind)) of this collection has not ended yet",
                        advice: "wait for it, or cancel it: semblance jobs cancel \(job.id)")
                }
                return job
            }
            let sql = "INSERT INTO jobs (kind, collection_id, parameters) VALUES ($2, $1, $3) RETURNING \(Job.columns)"
            return try JobRepository.job(connection.query(sql, collection, kind, parameters))
        }
    }

    /// Takes the oldest job of a kind that nobody alive is at.
    ///
    /// - Parameters:
    ///   - worker: who takes it; with its session, or its signs of life, the claim ends
    ///   - id: this job only; nil for any
    /// - Returns: nil where there is none to take
    public func claim(_ kind: String, _ worker: WorkerSession, job id: Int64? = nil) async throws -> StagedJobClaim? {
        try await pool.withTransaction { connection in
            try connection.executeScript(worker.transactionLock)
            let sql = """
                UPDATE jobs SET runner_id = $1, state = 'running', attempts = attempts + 1, message = NULL,
                    heartbeat_at = clock_timestamp(), started_at = coalesce(started_at, clock_timestamp())
                WHERE id = (
                    SELECT id FROM jobs j
                    WHERE kind = $2 AND state IN ('queued', 'running') AND ($3::bigint IS NULL OR id = $3)
                        AND NOT EXISTS (
                            SELECT FROM workers w WHERE w.id = j.runner_id AND worker_lives(w.id)
                                AND w.heartbeat_at > clock_timestamp() - make_interval(secs => w.lease_seconds))
                    ORDER BY id LIMIT 1 FOR UPDATE SKIP LOCKED)
                RETURNING \(Job.columns)
                """
            return try connection.query(sql, worker.id, kind, id).first.map { StagedJobClaim(job: try Job($0), worker: worker) }
        }
    }

    /// Whether jobs of a kind wait for a worker, or may come to do so.
    public func areWaiting(_ kind: String) async throws -> Bool {
        try await pool.withConnection { connection in
            let sql = "SELECT EXISTS (SELECT FROM jobs WHERE kind = $1 AND state IN ('queued', 'running'))"
            return try connection.query(sql, kind).first?.value(0) ?? false
        }
    }

    /// Whether a job is still whose it was: nobody cancelled it or took it over.
    public func isInForce(_ claim: StagedJobClaim) async throws -> Bool {
        try await pool.withConnection { connection in
            try connection.query("SELECT FROM jobs WHERE \(Self.inForce)", claim.job.id, claim.worker.id).first != nil
        }
    }

    /// Says what is being done, and how far that is.
    ///
    /// - Parameter total: nil where nobody knows
    /// - Returns: the job; nil where the claim is not in force any more
    @discardableResult
    public func note(_ claim: StagedJobClaim, stage: String, done: Int, total: Int?) async throws -> Job? {
        try await update(
            claim, "stage = $3, stage_done = $4, stage_total = $5", stage, Int64(done), total.map { Int64($0) })
    }

    /// Keeps what the job has come to, and the version that it works with.
    ///
    /// - Returns: the job; nil where the claim is not in force any more
    @discardableResult
    public func keep(_ claim: StagedJobClaim, result: JSONText, model: Int64?) async throws -> Job? {
        try await update(claim, "result = $3, model_id = $4", result, model)
    }

    /// Keeps how many inputs there are, and which of them cannot be used; an earlier list is replaced.
    ///
    /// - Returns: the job; nil where the claim is not in force any more
    public func keep(_ claim: StagedJobClaim, inputs: JobProgress, failures: [JobFailure]) async throws -> Job? {
        try await pool.withTransaction { connection in
            let lock = "SELECT FROM jobs WHERE \(Self.inForce) FOR UPDATE"
            guard try connection.query(lock, claim.job.id, claim.worker.id).first != nil else { return nil }
            try connection.execute("DELETE FROM job_failures WHERE job_id = $1", claim.job.id)
            for failure in failures { try JobRepository.add(failure, to: claim.job.id, connection) }
            let sql = "UPDATE jobs SET total = $2, encoded = $3, duplicates = $4, failed = $5 WHERE id = $1 RETURNING \(Job.columns)"
            return try connection.query(
                sql, claim.job.id, Int64(inputs.total), Int64(inputs.encoded), Int64(inputs.duplicates), Int64(inputs.failed)
            ).first.map { try Job($0) }
        }
    }

    /// Ends a job; nothing happens where the claim is not in force any more.
    ///
    /// - Parameters:
    ///   - state: `succeeded` or `failed`
    ///   - message: how it went, in words
    /// - Returns: the job; nil where the claim is not in force any more
    @discardableResult
    public func end(_ claim: StagedJobClaim, _ state: JobState, message: String?) async throws -> Job? {
        try await update(
            claim, "state = $3, message = $4, runner_id = NULL, finished_at = clock_timestamp()", state.rawValue, message)
    }

    /// Gives a job back to the queue, for whoever comes next.
    public func release(_ claim: StagedJobClaim) async throws {
        try await update(claim, "state = $3, runner_id = NULL", JobState.queued.rawValue)
    }

    /// Versions in training whose jobs were cancelled, with the job: nobody will train them to the end.
    public func abandonedVersions(of kind: String) async throws -> [(model: Int64, job: Int64)] {
        try await pool.withConnection { connection in
            let sql = """
                SELECT m.id, max(j.id) FROM model_versions m JOIN jobs j ON j.model_id = m.id AND j.kind = $1
                WHERE m.state = 'training' GROUP BY m.id HAVING bool_and(j.state = 'cancelled')
                """
            return try connection.query(sql, kind).map { (model: try $0.value(0), job: try $0.value(1)) }
        }
    }

    /// Queues a job that failed, or was cancelled, once more: it goes on where it stopped.
    ///
    /// - Throws: `notFound`; `conflict` for a job that is under way or went through, and where another of its kind is under way
    public func retry(_ id: Int64) async throws -> Job {
        try await pool.withTransaction { connection in
            let find = "SELECT \(Job.columns) FROM jobs WHERE id = $1 FOR UPDATE"
            guard let job = try connection.query(find, id).first.map({ try Job($0) }) else { throw JobRepository.missing(id) }
            guard job.state == .failed || job.state == .cancelled else {
                throw SemblanceError(
                    .conflict, "the job \(id) is \(job.state.rawValue)",
                    advice: job.state == .succeeded ? "ask for another one" : "cancel it first, or wait for its end")
            }
            let other = """
                SELECT id FROM jobs WHERE collection_id = $1 AND kind = $2 AND state IN ('queued', 'running') LIMIT 1
                """
            if let busy = try connection.query(other, job.collectionID, job.kind).first?.value(0, as: Int64.self) {
                throw SemblanceError(.conflict, "the job \(busy) of the same kind has not ended yet", advice: "wait for it, or cancel it")
            }
            let sql = """
                UPDATE jobs SET state = 'queued', message = NULL, finished_at = NULL, runner_id = NULL WHERE id = $1 RETURNING \(Job.columns)
                """
            return try JobRepository.job(connection.query(sql, id))
        }
    }

    // MARK: Inside

    private static let inForce = "id = $1 AND runner_id = $2 AND state = 'running'"

    @discardableResult
    private func update(_ claim: StagedJobClaim, _ assignments: String, _ values: (any PostgresValue)...) async throws -> Job? {
        let parameters: [any PostgresValue] = [claim.job.id, claim.worker.id] + values
        return try await pool.withConnection { connection in
            let sql = """
                UPDATE jobs SET \(assignments), heartbeat_at = clock_timestamp() WHERE \(Self.inForce) RETURNING \(Job.columns)
                """
            return try connection.query(sql, parameters: parameters).first.map { try Job($0) }
        }
    }
}
