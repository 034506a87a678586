import Foundation
import SemblanceCore
import SemblanceStorage

/// A retraining as `retrain` answers it.
public struct RetrainReply: Sendable, Encodable {
    /// The job.
    public let job: Int64
    /// `queued`, `running`, `succeeded`, `failed` or `cancelled`
    public let state: String
    /// The new version; nil before it is registered.
    public let model: ModelReference?
    /// The version that it was trained from; nil where that was deleted.
    public let parent: ModelReference?
    /// What there was to learn from.
    public let corpus: RetrainOutcome.Corpus?
    /// How training went.
    public let training: RetrainOutcome.Training?
    /// What was measured on held-out photos.
    public let evaluation: RetrainOutcome.Evaluation?
    /// How the corpus was encoded anew.
    public let encoding: RetrainOutcome.Encoding?
    /// What the gate says.
    public let gate: GateVerdict?
    /// Whether the new version was activated.
    public let activated: Bool
    /// How it went, in a line.
    public let message: String?
    /// Seconds from the first worker's begin to the end.
    public let seconds: Double?

    /// A retraining as it stands.
    public init(_ job: Job, in database: Database) async throws {
        func reference(_ id: Int64?) async throws -> ModelReference? {
            guard let id, let record = try await database.models.find(id: id) else { return nil }
            return ModelReference(record)
        }
        let request: RetrainRequest = try job.parameters.decode()
        let outcome: RetrainOutcome = try job.result.decode()
        self.job = job.id
        state = job.state.rawValue
        model = try await reference(job.modelID)
        parent = try await reference(request.parent)
        (corpus, training, evaluation) = (outcome.corpus, outcome.training, outcome.evaluation)
        (encoding, gate) = (outcome.encoding, outcome.gate)
        activated = outcome.activated ?? false
        message = job.message
        seconds = job.startedAt.flatMap { started in job.finishedAt.map { $0.timeIntervalSince(started) } }
    }
}
