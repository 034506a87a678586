/// A job that waits for its plan, and the worker that has taken it upon itself to list the files.
public struct PlanClaim: Sendable {
    /// The job.
    public let job: Int64
    /// What was asked for.
    public let request: IndexRequest
    /// Who lists the files.
    let worker: WorkerSession

    static let columns = "id, collection_id, model_id, parameters, retries_failures"

    init(_ row: PostgresRow, _ worker: WorkerSession) throws {
        var columns = row.columns
        job = try columns.next()
        request = IndexRequest(
            collection: try columns.next(), model: try columns.next(), parameters: try columns.next(), retriesFailures: try columns.next())
        self.worker = worker
    }
}
