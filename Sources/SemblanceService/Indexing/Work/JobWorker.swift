import Foundation
import SemblanceCore
import SemblanceImaging
import SemblanceStorage
import Synchronization

/// Works on the queue: any number of these, in any number of processes, on any machine that reaches the database and the photos.
///
/// A database that goes away is waited for, and an embedded one is started again. What a worker had taken when it died is taken over by
/// the others.
public struct JobWorker: Sendable {
    /// How a worker behaves.
    public struct Options: Sendable {
        /// What an image may cost.
        public var limits: ImageLimits
        /// How many cores there are to keep busy.
        public var cores: Int
        /// How many seconds units stay with a worker that gives no sign of life.
        public var leaseSeconds: Double
        /// How many seconds a database that does not answer is waited for.
        public var patienceSeconds: Double

        /// A worker that keeps all cores busy.
        public init(
            limits: ImageLimits = .standard, cores: Int = ProcessInfo.processInfo.activeProcessorCount, leaseSeconds: Double = 15,
            patienceSeconds: Double = 300
        ) {
            self.limits = limits
            self.cores = max(1, cores)
            self.leaseSeconds = leaseSeconds
            self.patienceSeconds = patienceSeconds
        }
    }

    /// Called with a job after each unit of it that is stored.
    public typealias ProgressHandler = @Sendable (Job) -> Void

    let database: Database
    let clock: StageClock
    private let worker: IndexWorker
    private let planner: QueuePlanner
    private let retraining: Retraining?
    private let patience: Patience

    /// A worker that is idle yet.
    ///
    /// - Parameter retraining: how models are trained anew; nil for a worker that leaves such jobs to others
    public init(database: Database, encoders: EncoderShelf, options: Options = Options(), retraining: Retraining? = nil) {
        self.init(database: database, encoders: encoders, options: options, clock: StageClock(), retraining: retraining)
    }

    init(database: Database, encoders: EncoderShelf, options: Options, clock: StageClock, retraining: Retraining? = nil) {
        self.database = database
        self.retraining = retraining
        self.clock = clock
        planner = QueuePlanner(database: database)
        patience = Patience(database, seconds: options.patienceSeconds)
        worker = IndexWorker(
            database: database,
            processor: UnitProcessor(database: database, encoders: encoders, limits: options.limits, clock: clock),
            unitsUnderWay: options.cores + 2, leaseSeconds: options.leaseSeconds)
    }

    /// How long to wait before the queue is looked at again.
    private static let pause = Duration.milliseconds(500)

    /// Works until a job has ended, whoever takes its units.
    ///
    /// - Returns: the job as it ended
    /// - Throws: what working throws, and `unavailable` for a database that stays away
    public func work(on job: Int64, onProgress: @escaping ProgressHandler = { _ in }) async throws -> Job {
        // Units that end at the same time may report in either order.
        let newest = Mutex(-1)
        let ordered: ProgressHandler = { job in
            newest.withLock { newest in
                guard job.progress.done >= newest else { return }
                // What is stored again after a crash of the server is no progress.
                if job.progress.done > newest { patience.renew() }
                newest = job.progress.done
                onProgress(job)
            }
        }
        return try await patience {
            try await worker.withSession(onBeat: patience.renew) { session in
                if try await database.jobs.require(id: job).kind == RetrainRequest.jobKind {
                    try await retrain(job, session, onProgress)
                } else {
                    try await complete(job, session, ordered)
                }
            }
        }
    }

    /// Works on an indexing job until it has ended.
    private func complete(_ job: Int64, _ session: WorkerSession, _ onProgress: @escaping ProgressHandler) async throws -> Job {
        while true {
            try await worker.drain(session, job: job, onUnit: onProgress)
            if try await planner.planNext(session, job: job) { continue }
            let ended = try await finish(database.jobs.require(id: job), session)
            onProgress(ended)
            if ended.state.isFinal { return ended }
            // Others have its last units: if they die, those come back.
            try await Task.sleep(for: Self.pause)
        }
    }

    /// Works on a retraining until it has ended, or follows whoever else is at it.
    private func retrain(_ job: Int64, _ session: WorkerSession, _ onProgress: @escaping ProgressHandler) async throws -> Job {
        while true {
            _ = try await retrainNext(session, job: job, onProgress)
            let ended = try await database.jobs.require(id: job)
            onProgress(ended)
            if ended.state.isFinal { return ended }
            try await Task.sleep(for: Self.pause)
        }
    }

    /// - Returns: whether there was a retraining to work on
    private func retrainNext(_ session: WorkerSession, job: Int64? = nil, _ onProgress: @escaping ProgressHandler) async throws -> Bool {
        guard let retraining else { return false }
        return try await retraining.runNext(
            session, job: job, index: { job, onUnit in try await complete(job, session, onUnit) },
            onProgress: { job in
                patience.renew()
                onProgress(job)
            })
    }

    /// Works on whatever is in the queue.
    ///
    /// - Parameter untilIdle: whether to end where nothing is left to do, rather than to wait for more
    public func work(untilIdle: Bool, onProgress: @escaping ProgressHandler = { _ in }) async throws {
        try await patience {
            try await worker.withSession(onBeat: patience.renew) { session in
                while true {
                    try await worker.drain(session, job: nil, onUnit: onProgress)
                    for job in try await database.jobs.indexingJobsToFinish() { onProgress(try await finish(job, session)) }
                    if try await planner.planNext(session) { continue }
                    if try await retrainNext(session, onProgress) { continue }
                    if untilIdle, try await !isAnythingWaiting() { return }
                    try await Task.sleep(for: Self.pause)
                }
            }
        }
    }

    private func isAnythingWaiting() async throws -> Bool {
        if try await database.units.areWaiting() { return true }
        return retraining == nil ? false : try await database.stagedJobs.areWaiting(RetrainRequest.jobKind)
    }

    /// Ends a job that has no units left. What was noted of earlier changes is forgotten on this occasion, where no server does it.
    private func finish(_ job: Job, _ session: WorkerSession) async throws -> Job {
        let parameters: IndexParameters = try job.parameters.decode()
        let ended = try await database.jobs.finishIndexing(id: job.id, prunes: parameters.prunes, session)
        if ended.state.isFinal { try await database.changes.prune() }
        return ended
    }
}
