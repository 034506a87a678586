import SemblanceCore
import SemblanceImaging
import SemblanceStorage

/// Works on retraining jobs: one worker at a time takes such a job as a whole, and goes on with the first stage that is not done.
public struct Retraining: Sendable {
    /// How retraining behaves.
    public struct Options: Sendable {
        /// The folder of this machine in which runs lie.
        public var runs: String
        /// What an image may cost.
        public var limits: ImageLimits
        /// How many cores there are to decode with.
        public var cores: Int
        /// The most held-out photos that versions are measured on.
        public var evaluationPhotos: Int

        /// - Parameter runs: the folder of this machine in which runs lie
        public init(runs: String, limits: ImageLimits = .standard, cores: Int = 1, evaluationPhotos: Int = 2000) {
            self.runs = runs
            self.limits = limits
            self.cores = max(1, cores)
            self.evaluationPhotos = evaluationPhotos
        }
    }

    let database: Database
    let loader: ModelLoader
    let trainer: any ModelTrainer
    let examiner: any ModelExaminer
    let prepare: @Sendable (ModelRecord) async throws -> Void
    let options: Options

    /// How often to look whether a job was cancelled.
    private static let pause = Duration.milliseconds(500)

    /// - Parameters:
    ///   - prepare: makes what a version needs beyond its latents to serve, such as a graph in the database
    public init(
        database: Database, loader: @escaping ModelLoader, trainer: any ModelTrainer, examiner: any ModelExaminer, options: Options,
        prepare: @escaping @Sendable (ModelRecord) async throws -> Void = { _ in }
    ) {
        self.database = database
        self.loader = loader
        self.trainer = trainer
        self.examiner = examiner
        self.options = options
        self.prepare = prepare
    }

    /// Takes the oldest retraining that nobody is at, and works on it to its end. One that fails ends as failed, and says why; one that is
    /// cancelled stops, and leaves nothing half-made behind.
    ///
    /// - Parameters:
    ///   - id: this job only; nil for any
    ///   - index: works on an indexing job until it has ended
    ///   - onProgress: called with the job whenever something of it changes
    /// - Returns: whether there was one
    /// - Throws: `unavailable`, `diskFull` and `cancelled`, which are no fault of the job's: it waits for the next worker
    func runNext(
        _ session: WorkerSession, job id: Int64? = nil, index: @escaping RetrainRun.Indexing,
        onProgress: @escaping JobWorker.ProgressHandler
    ) async throws -> Bool {
        try await sweep()
        guard let claim = try await database.stagedJobs.claim(RetrainRequest.jobKind, session, job: id) else { return false }
        var begun: RetrainRun?
        do {
            let request: RetrainRequest = try claim.job.parameters.decode()
            let run = RetrainRun(retraining: self, claim: claim, request: request, index: index, onProgress: onProgress)
            begun = run
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask { try await run.run() }
                group.addTask {
                    while try await database.stagedJobs.isInForce(claim) { try await Task.sleep(for: Self.pause) }
                }
                defer { group.cancelAll() }
                try await group.next()
            }
        } catch {
            let code = error is CancellationError ? .cancelled : (error as? SemblanceError)?.code
            if let code, [.unavailable, .diskFull, .cancelled].contains(code) {
                _ = try? await uncancelled { try await database.stagedJobs.release(claim) }
                throw error
            }
            let known = error as? SemblanceError ?? SemblanceError(.engine, "retraining failed", detail: "\(error)")
            _ = try await uncancelled { try await database.stagedJobs.end(claim, .failed, message: known.description) }
        }
        let ended = try await database.jobs.require(id: claim.job.id)
        if ended.state == .cancelled { begun?.removePacks() }
        onProgress(ended)
        try await sweep()
        return true
    }

    /// Removes versions that cancelled jobs left half-trained.
    private func sweep() async throws {
        for (model, job) in try await database.stagedJobs.abandonedVersions(of: RetrainRequest.jobKind) {
            try await uncancelled {
                try await database.models.delete(id: model, by: .job(job), why: "its training was cancelled")
            }
        }
    }
}
