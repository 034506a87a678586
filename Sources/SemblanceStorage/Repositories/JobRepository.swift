import SemblanceCore

/// Long work: a queue, how far each job is, and what went wrong on the way.
public struct JobRepository: Sendable {
    /// A worker that gave no sign of life for so many seconds has died, and another one may take its job.
    public static let leaseSeconds = 15

    private let pool: PostgresPool

    /// Over the connections of a database.
    public init(pool: PostgresPool) { self.pool = pool }

    /// Puts a job into the queue.
    ///
    /// - Throws: `conflict` where the collection or the model version does not exist
    public func create(kind: String, collection: Int64, model: Int64? = nil, parameters: JSONText = .emptyObject) async throws -> Job {
        let sql = "INSERT INTO jobs (kind, collection_id, model_id, parameters) VALUES ($1, $2, $3, $4) RETURNING \(Job.columns)"
        guard let job = try await first(sql, kind, collection, model, parameters) else {
            throw SemblanceError(.engine, "the database did not queue the job")
        }
        return job
    }

    /// Begins a job that is queued, or begins one again that failed, was cancelled, or lost its worker.
    ///
    /// - Throws: `notFound`; `conflict` for a job that another worker is at, or that has succeeded
    public func start(id: Int64) async throws -> Job {
        let sql = """
            UPDATE jobs SET \(JobRepository.begin)
            WHERE id = $1 AND (state IN ('queued', 'failed', 'cancelled') OR \(JobRepository.isAbandoned)) RETURNING \(Job.columns)
            """
        if let job = try await first(sql, id) { return job }
        let job = try await require(id: id)
        throw SemblanceError(.conflict, "the job \(id) cannot be begun: it is \(job.state.rawValue)")
    }

    /// Takes the oldest job that waits, or whose worker died, and begins it. No two workers get the same.
    ///
    /// - Parameter kinds: what the worker can do
    /// - Returns: nil where there is nothing to do
    public func claim(kinds: [String]) async throws -> Job? {
        let sql = """
            UPDATE jobs SET \(JobRepository.begin)
            WHERE id = (
                SELECT id FROM jobs
                WHERE (state = 'queued' OR \(JobRepository.isAbandoned)) AND kind = ANY (string_to_array($1, ','))
                ORDER BY id LIMIT 1 FOR UPDATE SKIP LOCKED)
            RETURNING \(Job.columns)
            """
        return try await first(sql, kinds.joined(separator: ","))
    }

    /// Says how far a job is; also the worker's sign of life.
    ///
    /// - Returns: the job's state: a worker stops when it is `cancelled`
    /// - Throws: `notFound`
    public func update(id: Int64, progress: JobProgress) async throws -> JobState {
        let sql = """
            UPDATE jobs SET total = $2, encoded = $3, duplicates = $4, failed = $5, heartbeat_at = clock_timestamp()
            WHERE id = $1 RETURNING \(Job.columns)
            """
        let job = try await first(
            sql, id, Int64(progress.total), Int64(progress.encoded), Int64(progress.duplicates), Int64(progress.failed))
        guard let job else { throw JobRepository.missing(id) }
        return job.state
    }

    /// Ends a job.
    ///
    /// - Parameters:
    ///   - state: `succeeded`, `failed` or `cancelled`
    ///   - message: why, in words
    /// - Throws: `notFound`; `invalidArgument` for a state that is no end
    @discardableResult
    public func finish(id: Int64, state: JobState, progress: JobProgress, message: String? = nil) async throws -> Job {
        guard state.isFinal else { throw SemblanceError(.invalidArgument, "a job does not end as \(state.rawValue)") }
        let sql = """
            UPDATE jobs SET state = $2, message = $3, total = $4, encoded = $5, duplicates = $6, failed = $7,
                finished_at = clock_timestamp(), heartbeat_at = clock_timestamp()
            WHERE id = $1 RETURNING \(Job.columns)
            """
        let job = try await first(
            sql, id, state.rawValue, message, Int64(progress.total), Int64(progress.encoded), Int64(progress.duplicates),
            Int64(progress.failed))
        guard let job else { throw JobRepository.missing(id) }
        return job
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

    /// Puts a job that failed or was cancelled back into the queue; its failures are forgotten.
    ///
    /// - Throws: `notFound`; `conflict` for a job in another state
    @discardableResult
    public func retry(id: Int64) async throws -> Job {
        try await pool.withTransaction { connection in
            let sql = """
                UPDATE jobs SET state = 'queued', message = NULL, finished_at = NULL
                WHERE id = $1 AND state IN ('failed', 'cancelled') RETURNING \(Job.columns)
                """
            guard let job = try connection.query(sql, id).first.map({ try Job($0) }) else {
                throw SemblanceError(.conflict, "there is no job \(id) that failed or was cancelled", advice: "see semblance jobs list")
            }
            try connection.execute("DELETE FROM job_failures WHERE job_id = $1", id)
            return job
        }
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

    /// The jobs of a collection, newest first.
    public func list(in collection: Int64, limit: Int = 100) async throws -> [Job] {
        try await pool.withConnection { connection in
            let sql = "SELECT \(Job.columns) FROM jobs WHERE collection_id = $1 ORDER BY id DESC LIMIT $2"
            return try connection.query(sql, collection, Int64(limit)).map { try Job($0) }
        }
    }

    /// Notes inputs that could not be used; one that failed before keeps its newest reason.
    ///
    /// - Throws: `conflict` for an unknown job
    public func add(failures: [JobFailure], to id: Int64) async throws {
        guard !failures.isEmpty else { return }
        try await pool.withTransaction { connection in
            let sql = """
                INSERT INTO job_failures (job_id, source, code, message) VALUES ($1, $2, $3, $4)
                ON CONFLICT (job_id, source_sha256) DO UPDATE SET code = excluded.code, message = excluded.message
                """
            for failure in failures { try connection.execute(sql, id, failure.source, failure.code, failure.message) }
        }
    }

    /// The inputs of a job that could not be used, in the order they came up.
    ///
    /// - Parameter offset: how many to leave out at the beginning
    public func failures(of id: Int64, offset: Int = 0, limit: Int = 1000) async throws -> [JobFailure] {
        try await pool.withConnection { connection in
            let sql = "SELECT source, code, message FROM job_failures WHERE job_id = $1 ORDER BY id OFFSET $2 LIMIT $3"
            return try connection.query(sql, id, Int64(offset), Int64(limit)).map { row in
                JobFailure(source: try row.value(0), code: try row.value(1), message: try row.value(2))
            }
        }
    }

    // MARK: Inside

    private static let begin = """
        state = 'running', attempts = attempts + 1, message = NULL, finished_at = NULL, heartbeat_at = clock_timestamp(),
        started_at = coalesce(started_at, clock_timestamp())
        """

    private static let isAbandoned = """
        (state = 'running' AND heartbeat_at < clock_timestamp() - interval '\(leaseSeconds) seconds')
        """

    private static func missing(_ id: Int64) -> SemblanceError {
        SemblanceError(.notFound, "there is no job \(id)", advice: "see semblance jobs list")
    }

    private func first(_ sql: String, _ parameters: any PostgresValue...) async throws -> Job? {
        try await pool.withConnection { connection in
            try connection.query(sql, parameters: parameters).first.map { try Job($0) }
        }
    }
}
