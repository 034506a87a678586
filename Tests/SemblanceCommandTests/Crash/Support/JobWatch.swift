import SemblanceCore
import SemblanceStorage
import Testing

/// Looks at the newest indexing job while others work on it: what it says has to be true at every moment.
actor JobWatch {
    private let connection: PostgresConnection
    /// How many sources other jobs had stored before.
    private let earlierSources: Int64
    private let earlierJob: Int64
    private var reached: (job: Int64, done: Int64) = (0, 0)
    /// How often it looked.
    private(set) var looks = 0

    /// Over a connection of its own; to be made before anything of the job is stored.
    ///
    /// - Parameter job: which; nil for the next that is made
    init(_ url: String?, job: String? = nil) async throws {
        let connection = try await PostgresConnection.connect(url ?? "")
        self.connection = connection
        let earlier = job.map { "\($0) - 1" } ?? "(SELECT coalesce(max(id), 0) FROM jobs)"
        (earlierSources, earlierJob) = try await connection.pair("SELECT (SELECT count(*) FROM image_sources), (\(earlier))::bigint")
    }

    /// Looks once.
    ///
    /// - Returns: the job's state; nil where it is not there yet
    @discardableResult
    func look(_ comment: Comment) async throws -> JobState? {
        guard let now = try await connection.glance(after: earlierJob) else { return nil }
        looks += 1
        let done = now.encoded + now.duplicates + now.failed
        #expect(done <= now.total, comment)
        #expect(now.encoded + now.duplicates == now.sources - earlierSources, comment)
        #expect(now.encoded == now.firstSources, comment)
        #expect(now.failed == now.failures, comment)
        if now.job == reached.job { #expect(done >= reached.done, comment) }
        reached = (now.job, done)
        return now.state
    }

    /// Looks again and again until the job has ended.
    func watch(_ comment: Comment) async throws {
        while try await look(comment)?.isFinal != true { try await Task.sleep(for: .milliseconds(20)) }
    }

    /// Ends the connection.
    func close() async { await connection.close() }
}

/// What a job and the tables say at one moment.
private struct JobGlance: Sendable {
    let job: Int64
    let state: JobState?
    let total: Int64
    let encoded: Int64
    let duplicates: Int64
    let failed: Int64
    let sources: Int64
    /// Images that other jobs had not stored.
    let firstSources: Int64
    let failures: Int64
}

extension PostgresConnection {
    fileprivate func pair(_ sql: String) throws -> (Int64, Int64) {
        guard let row = try query(sql).first else { throw SemblanceError(.engine, "no row") }
        return (try row.value(0), try row.value(1))
    }

    /// One statement sees one moment.
    fileprivate func glance(after job: Int64) throws -> JobGlance? {
        let sql = """
            SELECT id, state, total, encoded, duplicates, failed, (SELECT count(*) FROM image_sources),
                (SELECT count(DISTINCT image_id) FROM image_sources)
                    - (SELECT coalesce(sum(encoded), 0)::bigint FROM jobs WHERE id <= $1),
                (SELECT count(*) FROM job_failures WHERE job_id = jobs.id)
            FROM jobs WHERE id > $1 ORDER BY id DESC LIMIT 1
            """
        return try query(sql, job).first.map { row in
            JobGlance(
                job: try row.value(0), state: JobState(rawValue: try row.value(1)), total: try row.value(2), encoded: try row.value(3),
                duplicates: try row.value(4), failed: try row.value(5), sources: try row.value(6), firstSources: try row.value(7),
                failures: try row.value(8))
        }
    }
}
