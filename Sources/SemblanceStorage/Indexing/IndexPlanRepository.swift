import SemblanceCore

/// Makes indexing jobs: compares a listing of files with what is known of them, and puts the rest into units of work.
public struct IndexPlanRepository: Sendable {
    let pool: PostgresPool

    /// Over the connections of a database.
    public init(pool: PostgresPool) { self.pool = pool }

    /// Lists a corpus and makes the job that indexes it, in one transaction: a plan is there as a whole or not at all.
    ///
    /// A file that is known, as it was and with a latent of the model version counts at once as what it was; so does one that could not
    /// be decoded last time. Where the same request is under way already, and a worker is alive at it, that job is returned as it is.
    /// Where its workers died, the job is planned anew. Images that were uploaded belong to it, whatever is listed.
    ///
    /// - Parameters:
    ///   - request: what is asked for
    ///   - files: hands every file to the closure it gets; runs on the thread of a connection, and may block
    ///   - metadata: hands rows of a table to the closure it gets: a file's name and a JSON object
    /// - Throws: what the closures throw; `notFound` for an unknown collection
    public func plan(
        _ request: IndexRequest, files: @Sendable (_ add: (ListedItem) throws -> Void) throws -> Void,
        metadata: (@Sendable (_ add: (_ name: [UInt8], JSONText) throws -> Void) throws -> Void)? = nil
    ) async throws -> Job {
        try await staged(files, metadata) { listing, connection in
            try lock(request.collection, connection)
            let unfinished = try underWay(request, connection)
            if let unfinished, try hasWorker(unfinished.id, connection) { return unfinished }
            return try plan(request, listing, into: unfinished, hasMetadata: metadata != nil, connection)
        }
    }

    /// Puts the failed inputs of a job that has ended back into its units, beside those that nobody took, and queues it. One that was
    /// never planned waits for its plan again.
    ///
    /// - Throws: `notFound`; `conflict` for a job that is under way, or where there is nothing to retry
    public func retry(job id: Int64) async throws -> Job {
        try await pool.withTransaction { connection in
            guard let job = try connection.query("SELECT \(Job.columns) FROM jobs WHERE id = $1 FOR UPDATE", id).first.map({ try Job($0) })
            else { throw JobRepository.missing(id) }
            guard job.state.isFinal else {
                throw SemblanceError(.conflict, "the job \(id) is \(job.state.rawValue)", advice: "cancel it first, or wait for its end")
            }
            let failures: Int64 = try connection.query(IndexPlanStatements.retry, id).first?.value(0) ?? 0
            let units: Int64 = try connection.query("SELECT count(*) FROM job_units WHERE job_id = $1", id).first?.value(0) ?? 0
            guard units > 0 || job.plannedAt == nil else {
                throw SemblanceError(.conflict, "nothing of the job \(id) failed, so there is nothing to retry")
            }
            let sql = """
                UPDATE jobs SET state = 'queued', message = NULL, finished_at = NULL, planner_id = NULL, failed = failed - $2 WHERE id = $1
                RETURNING \(Job.columns)
                """
            return try JobRepository.job(connection.query(sql, id, failures))
        }
    }

    // MARK: Inside

    /// What of a listing does not fit into the table of files.
    struct Listing: Sendable {
        var failures: [JobFailure] = []
        var unseen: [[UInt8]] = []
        var folders: [[UInt8]] = []
        var places: [[UInt8]] = []
    }

    /// Lists a corpus into tables of the session, and runs `body` over them in one transaction.
    func staged<Value: Sendable>(
        _ files: @Sendable (_ add: (ListedItem) throws -> Void) throws -> Void,
        _ metadata: (@Sendable (_ add: (_ name: [UInt8], JSONText) throws -> Void) throws -> Void)? = nil,
        _ body: @Sendable (Listing, isolated PostgresConnection) throws -> Value
    ) async throws -> Value {
        try await pool.withConnection { connection in
            try connection.executeScript(IndexPlanStatements.staging)
            let listing = try stage(files, namesMatter: metadata != nil, connection)
            if let metadata {
                try connection.copyIn(IndexPlanStatements.metadataColumns) { writer in try metadata { try writer.row($0, $1) } }
            }
            let value = try connection.withRetriedTransaction {
                try connection.executeScript(IndexPlanStatements.settings)
                return try body(listing, connection)
            }
            try connection.executeScript("TRUNCATE pg_temp.listed_files, pg_temp.listed_metadata")
            return value
        }
    }

    private func stage(
        _ files: (_ add: (ListedItem) throws -> Void) throws -> Void, namesMatter: Bool, _ connection: isolated PostgresConnection
    ) throws -> Listing {
        var listing = Listing()
        var failed: Set<[UInt8]> = []
        var ordinal: Int64 = 0
        try connection.copyIn(IndexPlanStatements.fileColumns) { writer in
            try files { item in
                switch item {
                case .file(let file):
                    try writer.row(
                        ordinal, file.source, file.archiveLength, file.position, namesMatter ? file.name : [], file.fingerprint.byteSize,
                        file.fingerprint.modifiedNanoseconds, file.fingerprint.inode)
                    ordinal += 1
                    if ordinal & 1023 == 0, Task.isCancelled { throw CancellationError() }
                case .failure(let failure, let isGone):
                    // Places may overlap.
                    guard failed.insert(failure.source).inserted else { return }
                    listing.failures.append(failure)
                    if !isGone { listing.unseen.append(failure.source) }
                case .covers(let path):
                    if path.last == UInt8(ascii: "/") { listing.folders.append(path) } else { listing.places.append(path) }
                }
            }
        }
        return listing
    }

    /// One plan at a time for a collection.
    func lock(_ collection: Int64, _ connection: isolated PostgresConnection) throws {
        guard try connection.query("SELECT id FROM collections WHERE id = $1 FOR NO KEY UPDATE", collection).first != nil else {
            throw SemblanceError(.notFound, "there is no collection \(collection)")
        }
    }

    /// What makes two jobs the same work. Parameters: collection, model version, parameters.
    private static let same = "kind = 'index' AND collection_id = $1 AND model_id = $2 AND parameters = $3"

    /// The job of the same request that has not ended.
    func underWay(_ request: IndexRequest, _ connection: isolated PostgresConnection) throws -> Job? {
        let sql = """
            SELECT \(Job.columns) FROM jobs WHERE \(Self.same) AND state IN ('queued', 'running') ORDER BY id DESC LIMIT 1 FOR UPDATE
            """
        return try connection.query(sql, request.collection, request.model, request.parameters).first.map { try Job($0) }
    }

    /// Makes units of what was listed.
    ///
    /// - Parameter unfinished: the job of the same request that is planned, or planned anew; nil for a new one
    func plan(
        _ request: IndexRequest, _ listing: Listing, into unfinished: Job?, hasMetadata: Bool, _ connection: isolated PostgresConnection
    ) throws -> Job {
        let earlier = request.retriesFailures ? [] : try jobsWithFailures(request, unfinished, connection)
        // Units of ended jobs of the same request would be the same work once more.
        try connection.execute(
            "DELETE FROM job_units WHERE job_id IN (SELECT id FROM jobs WHERE \(Self.same))", request.collection, request.model,
            request.parameters)
        let job = try begin(request, unfinished, connection)
        try connection.execute(IndexPlanStatements.dropFailures, job, request.retriesFailures)
        try add(listing.failures, to: job, connection)
        try connection.execute(IndexPlanStatements.uploads, request.collection)
        if request.takesKnown { try connection.execute(IndexPlanStatements.known, request.collection) }
        let plan = IndexPlanStatements.plan(model: request.model, hasMetadata: hasMetadata)
        guard let row = try connection.query(plan, job, request.collection, earlier).first else { throw JobRepository.missing(job) }
        if hasMetadata { try connection.execute(IndexPlanStatements.describeKnown, request.collection) }
        let vanished = try connection.execute(
            IndexPlanStatements.vanished, job, request.collection, listing.folders, listing.places, listing.unseen)

        var columns = row.columns
        let files: Int64 = try columns.next()
        let (encoded, duplicates, failed): (Int64, Int64, Int64) = (try columns.next(), try columns.next(), try columns.next())
        let scanFailures = Int64(listing.failures.count)
        let sql = """
            UPDATE jobs SET total = $2, encoded = $3, duplicates = $4, failed = $5, unchanged = $6, vanished = $7,
                heartbeat_at = clock_timestamp(), planned_at = clock_timestamp(), planner_id = NULL
            WHERE id = $1 RETURNING \(Job.columns)
            """
        return try JobRepository.job(
            connection.query(
                sql, job, files + scanFailures, encoded, duplicates, failed + scanFailures, encoded + duplicates + failed, Int64(vanished)))
    }

    /// Whether somebody who lives has a unit of the job.
    private func hasWorker(_ job: Int64, _ connection: isolated PostgresConnection) throws -> Bool {
        let sql = """
            SELECT EXISTS (SELECT FROM job_units WHERE job_id = $1 AND leased_until > clock_timestamp() AND worker_lives(worker_id))
            """
        return try connection.query(sql, job).first?.value(0) ?? false
    }

    /// The jobs that know which files could not be used: the last of this request that ended well, and the one whose workers died.
    private func jobsWithFailures(
        _ request: IndexRequest, _ unfinished: Job?, _ connection: isolated PostgresConnection
    ) throws -> [Int64] {
        let sql = """
            SELECT id FROM jobs WHERE kind = 'index' AND collection_id = $1 AND parameters = $2 AND state = 'succeeded'
            ORDER BY id DESC LIMIT 1
            """
        let succeeded = try connection.query(sql, request.collection, request.parameters).map { try $0.value(0, as: Int64.self) }
        return succeeded + (unfinished.map { [$0.id] } ?? [])
    }

    /// The job's row: a new one, or that of a job whose workers died.
    private func begin(_ request: IndexRequest, _ unfinished: Job?, _ connection: isolated PostgresConnection) throws -> Int64 {
        if let unfinished {
            try connection.execute("DELETE FROM job_vanished WHERE job_id = $1", unfinished.id)
            return unfinished.id
        }
        let sql = "INSERT INTO jobs (kind, collection_id, model_id, parameters) VALUES ('index', $1, $2, $3) RETURNING id"
        return try connection.query(sql, request.collection, request.model, request.parameters).first?.value(0) ?? 0
    }

    private func add(_ failures: [JobFailure], to job: Int64, _ connection: isolated PostgresConnection) throws {
        for failure in failures { try JobRepository.add(failure, to: job, connection) }
    }
}
