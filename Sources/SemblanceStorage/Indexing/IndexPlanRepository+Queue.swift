import SemblanceCore

// Jobs that are asked for where the files may not be at hand: any worker lists them later, into the same row.
extension IndexPlanRepository {
    /// Queues a job that a worker is to plan. Where the same request waits or is under way already, that job is returned as it is.
    ///
    /// - Throws: `notFound` for an unknown collection, or a model version that it does not have
    public func enqueue(_ request: IndexRequest) async throws -> Job {
        try await pool.withTransaction { connection in
            try lock(request.collection, connection)
            if let unfinished = try underWay(request, connection) { return unfinished }
            let sql = """
                INSERT INTO jobs (kind, collection_id, model_id, parameters, retries_failures, planned_at)
                SELECT 'index', collection_id, id, $3, $4, NULL FROM model_versions WHERE collection_id = $1 AND id = $2
                RETURNING \(Job.columns)
                """
            let rows = try connection.query(sql, request.collection, request.model, request.parameters, request.retriesFailures)
            guard let row = rows.first else {
                throw SemblanceError(
                    .notFound, "the collection has no model version \(request.model)", advice: "see semblance models list")
            }
            return try Job(row)
        }
    }

    /// Takes the oldest job that waits for its plan and that nobody alive has taken.
    ///
    /// - Parameters:
    ///   - worker: who takes it; with its session, or its signs of life, the claim ends
    ///   - job: this job only; nil for any
    /// - Returns: nil where there is nothing to plan
    public func claim(_ worker: WorkerSession, job: Int64? = nil) async throws -> PlanClaim? {
        try await pool.withTransaction { connection in
            try connection.executeScript(worker.preamble)
            let sql = """
                UPDATE jobs SET planner_id = $1, heartbeat_at = clock_timestamp() WHERE id = (
                    SELECT id FROM jobs j
                    WHERE \(Self.waits) AND kind = 'index' AND model_id IS NOT NULL AND ($2::bigint IS NULL OR id = $2)
                        AND NOT EXISTS (
                            SELECT FROM workers w WHERE w.id = j.planner_id AND worker_lives(w.id)
                                AND w.heartbeat_at > clock_timestamp() - make_interval(secs => w.lease_seconds))
                    ORDER BY id LIMIT 1 FOR UPDATE SKIP LOCKED)
                RETURNING \(PlanClaim.columns)
                """
            return try connection.query(sql, worker.id, job).first.map { try PlanClaim($0, worker) }
        }
    }

    /// Whether a job still waits for the plan of whoever claimed it: nobody cancelled it, planned it, or took it over.
    public func isInForce(_ claim: PlanClaim) async throws -> Bool {
        try await pool.withConnection { connection in try row(of: claim, "", connection) != nil }
    }

    /// Lists a corpus and plans a job that was claimed, as `plan` does with a request.
    ///
    /// - Parameter files: hands every file to the closure it gets; runs on the thread of a connection, and may block
    /// - Returns: the job; nil where the claim is not in force any more, and nothing was planned
    /// - Throws: what the closure throws
    public func plan(
        _ claim: PlanClaim, files: @Sendable (_ add: (ListedItem) throws -> Void) throws -> Void
    ) async throws -> Job? {
        try await staged(files) { listing, connection in
            try connection.executeScript(claim.worker.transactionLock)
            try lock(claim.request.collection, connection)
            guard let job = try row(of: claim, "FOR UPDATE", connection) else { return nil }
            return try plan(claim.request, listing, into: job, hasMetadata: false, connection)
        }
    }

    /// Ends a job whose files cannot be listed as `failed`; nothing happens where the claim is not in force any more.
    ///
    /// - Parameter message: why, in words
    public func giveUp(_ claim: PlanClaim, message: String) async throws {
        try await pool.withTransaction { connection in
            guard try row(of: claim, "FOR UPDATE", connection) != nil else { return }
            try connection.execute(
                "UPDATE jobs SET state = 'failed', message = $2, planner_id = NULL, finished_at = clock_timestamp() WHERE id = $1",
                claim.job, message)
        }
    }

    // MARK: Inside

    private static let waits = "state = 'queued' AND planned_at IS NULL"

    /// The job's row where the claim is in force.
    private func row(of claim: PlanClaim, _ lock: String, _ connection: isolated PostgresConnection) throws -> Job? {
        let sql = "SELECT \(Job.columns) FROM jobs WHERE id = $1 AND planner_id = $2 AND \(Self.waits) \(lock)"
        return try connection.query(sql, claim.job, claim.worker.id).first.map { try Job($0) }
    }
}
