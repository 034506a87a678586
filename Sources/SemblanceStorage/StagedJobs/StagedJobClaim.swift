/// A job in stages, and the worker that has taken it as a whole.
public struct StagedJobClaim: Sendable {
    /// The job as it was when it was taken.
    public let job: Job
    /// Who is at it.
    let worker: WorkerSession
}
