import Foundation
import SemblanceCore
import SemblanceImaging
import SemblanceStorage

/// One job of retraining, from the first stage that is not done to the end.
struct RetrainRun: Sendable {
    /// Works on an indexing job until it has ended, and tells of it meanwhile.
    typealias Indexing = @Sendable (_ job: Int64, _ onProgress: @escaping JobWorker.ProgressHandler) async throws -> Job

    let retraining: Retraining
    let claim: StagedJobClaim
    let request: RetrainRequest
    let index: Indexing
    let onProgress: JobWorker.ProgressHandler

    var database: Database { retraining.database }
    var options: Retraining.Options { retraining.options }

    /// The artifact of a version in training that says where it stands.
    static let trainingState = "training-state"
    /// The artifact of a version in training that says what it learns from.
    static let corpus = "corpus"

    /// Where the run's pictures, metrics and prepared photos lie on this machine.
    var folder: String { options.runs + "/\(RetrainRequest.jobKind)-\(claim.job.id)" }

    func run() async throws {
        var outcome: RetrainOutcome = try claim.job.result.decode()
        guard let parent = try await database.models.find(id: request.parent) else {
            throw SemblanceError(.notFound, "the version \(request.parent) to train from was deleted", advice: "train from another one")
        }
        let candidate = try await version(parent)
        if candidate.id != claim.job.modelID { outcome = RetrainOutcome() }
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        if outcome.training == nil {
            let photos = try await prepareCorpus(of: candidate, &outcome)
            try await train(candidate, parent, on: photos, &outcome)
        }
        if outcome.evaluation == nil { try await evaluate(candidate, &outcome) }
        if outcome.encoding == nil { try await encode(candidate, &outcome) }
        try await decide(candidate, &outcome)
    }

    /// The version that is being made: registered by whoever began, and in training until it is trained.
    private func version(_ parent: ModelRecord) async throws -> ModelRecord {
        if let id = claim.job.modelID, let known = try await database.models.find(id: id) { return known }
        let model = NewModel(
            name: request.name, objective: parent.model.objective, latentDimension: parent.model.latentDimension,
            preprocessing: parent.model.preprocessing, normalization: parent.model.normalization, configuration: parent.configuration,
            state: .training, parent: request.isWarm ? parent.id : nil)
        let record = try await database.models.register(model, in: claim.job.collectionID)
        // Nothing of an earlier version, which was deleted, counts for this one.
        try await keep(RetrainOutcome(), model: record.id)
        return record
    }

    // MARK: For the stages

    /// Keeps what the job has come to.
    func keep(_ outcome: RetrainOutcome, model: Int64) async throws {
        guard let job = try await database.stagedJobs.keep(claim, result: JSONText(encoding: outcome), model: model) else {
            throw CancellationError()
        }
        onProgress(job)
    }

    /// Says how far a stage is.
    func note(_ stage: RetrainStage, _ done: Int, of total: Int?) async throws {
        guard let job = try await database.stagedJobs.note(claim, stage: stage.rawValue, done: done, total: total) else {
            throw CancellationError()
        }
        onProgress(job)
    }

    /// Runs a stage whose progress is told where nobody may wait; the last word of it is heard before the stage ends.
    func reporting<Value: Sendable>(
        _ stage: RetrainStage, _ body: (_ report: @escaping @Sendable (_ done: Int, _ total: Int) -> Void) async throws -> Value
    ) async throws -> Value {
        let pace = ReportPace()
        let (reports, source) = AsyncStream.makeStream(of: (done: Int, total: Int).self, bufferingPolicy: .bufferingNewest(1))
        async let told: Void = { for await report in reports { try await note(stage, report.done, of: report.total) } }()
        defer { source.finish() }
        let value = try await body { done, total in
            if pace.isDue(isLast: done == total) { source.yield((done, total)) }
        }
        source.finish()
        try await told
        return value
    }
}
