import SemblanceCore

/// The graph (HNSW) over the latents of one model version: whether it is there, and its building.
public struct PgvectorGraph: Sendable {
    private let pool: PostgresPool
    private let partition: PgvectorPartition

    /// The class of the advisory locks that builders hold, as the function `build_latents_graph` has it.
    private static let lockClass: Int32 = 1_397_050_692
    private static let reportInterval = Duration.milliseconds(250)

    /// The graph of a model version, whether there is one or not.
    public init(_ database: Database, model: ModelVersion) {
        pool = database.pool
        partition = PgvectorPartition(model)
    }

    /// What there is.
    ///
    /// - Throws: `unavailable` where the database does not answer
    public func state() async throws -> PgvectorGraphState {
        try await pool.withConnection { connection in
            let sql = """
                SELECT (SELECT indisvalid AND indisready FROM pg_index WHERE indexrelid = to_regclass($1) AND indrelid = to_regclass($2)),
                    EXISTS (SELECT FROM pg_locks WHERE locktype = 'advisory' AND classid = \(Self.lockClass) AND objid = $3::bigint::oid
                        AND objsubid = 2 AND granted AND database = (SELECT oid FROM pg_database WHERE datname = current_database()))
                    OR EXISTS (SELECT FROM pg_stat_progress_create_index WHERE index_relid = to_regclass($1))
                """
            let rows = try connection.query(sql, partition.graph, partition.name, partition.model)
            guard let row = rows.first else { return .missing }
            let isValid: Bool? = try row.value(0)
            if isValid == true { return .ready }
            if try row.value(1) { return .building }
            return isValid == nil ? .missing : .invalid
        }
    }

    /// Builds the graph; nothing where there is one, whatever its options. Where another builds it already, this waits for the other.
    ///
    /// Searches go on meanwhile; who stores or deletes latents of this version waits for the end. A build that is cancelled, or whose
    /// program dies, leaves nothing behind: the server notices within a second.
    ///
    /// - Parameters:
    ///   - options: how it is built
    ///   - progress: is told four times a second how far the build is, over a second connection
    /// - Throws: `invalidArgument` for options that pgvector does not take; `unsupported` for latents that are too long for a graph; `cancelled` where the task is cancelled; `unavailable` where
    ///   writers keep the table locked for long, and where the database does not answer
    public func build(
        _ options: PgvectorGraphOptions = PgvectorGraphOptions(), progress: (@Sendable (PgvectorBuildProgress) -> Void)? = nil
    ) async throws {
        try options.validate()
        guard partition.dimension <= PgvectorPartition.longestInGraph else {
            throw SemblanceError(
                .unsupported,
                "latents of \(partition.dimension) values are too long for a graph in the database (\(PgvectorPartition.longestInGraph) at most)",
                advice: "search them with an index in memory")
        }
        let count = try await LatentRepository(pool: pool).count(model: partition.model)
        let memory = options.memory(count: count, dimension: partition.dimension)
        let reporting = progress.map { report in Task { try await self.report(to: report) } }
        defer { reporting?.cancel() }
        // Workers share the graph in /dev/shm, of which a container may have less than the build takes.
        guard try await build(options, memory: memory, workers: nil) else {
            guard try await build(options, memory: memory, workers: 0) else {
                throw SemblanceError(
                    .diskFull, "the database lacks the room to build a graph", advice: "free some space, or lower the memory of the build")
            }
            return
        }
    }

    /// Drops the graph; nothing where there is none. Searches scan from then on.
    ///
    /// - Throws: `unavailable` where it is being built, or used, for long
    public func drop() async throws {
        try await pool.withTransaction { connection in
            _ = try connection.query("SELECT drop_latents_graph($1)", partition.model)
        }
    }

    /// How far a build is, whoever builds; nil where nobody does.
    public func progress() async throws -> PgvectorBuildProgress? {
        try await pool.withConnection { connection in
            let sql = """
                SELECT phase, coalesce(blocks_done::float8 / nullif(blocks_total, 0), 0) FROM pg_stat_progress_create_index
                WHERE relid = to_regclass($1) AND phase IS NOT NULL
                """
            return try connection.query(sql, partition.name).first.map { row in
                PgvectorBuildProgress(phase: try row.value(0), share: try row.value(1))
            }
        }
    }

    // MARK: Inside

    /// - Returns: false where neither memory nor disk sufficed
    private func build(_ options: PgvectorGraphOptions, memory: Int64, workers: Int32?) async throws -> Bool {
        try await pool.withConnection { connection in
            try await withTaskCancellationHandler {
                do {
                    try connection.withRetriedTransaction {
                        _ = try connection.query(
                            "SELECT build_latents_graph($1, $2, $3, $4, $5)", partition.model, Int32(clamping: options.neighbors),
                            Int32(clamping: options.candidates), memory, workers)
                    }
                    return true
                } catch {
                    if Task.isCancelled { throw SemblanceError(.cancelled, "the build of a graph in the database was cancelled") }
                    if ["53100", "53200"].contains(connection.lastFailureState) { return false }
                    throw error
                }
            } onCancel: {
                connection.interrupt()
            }
        }
    }

    private func report(to receiver: @Sendable (PgvectorBuildProgress) -> Void) async throws {
        while true {
            // What cannot be asked now may be the next time; the build itself says what is wrong.
            if let progress = try? await progress() { receiver(progress) }
            try await Task.sleep(for: Self.reportInterval)
        }
    }
}
