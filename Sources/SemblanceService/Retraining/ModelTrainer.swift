import SemblanceCore
import SemblanceImaging
import SemblanceStorage

/// Trains models for retraining; the composition root knows how.
public protocol ModelTrainer: Sendable {
    /// Trains a model, or goes on where a checkpoint stands.
    ///
    /// - Throws: `CancellationError` where the task is cancelled, after the last checkpoint was kept; what training throws
    func train(_ task: TrainingTask) async throws -> TrainedModel
}

/// What a trainer is given.
public struct TrainingTask: Sendable {
    /// The version that is being made.
    public let model: ModelReference
    /// What is asked for.
    public let request: RetrainRequest
    /// How the parent was trained: its whole configuration, a JSON object.
    public let configuration: JSONText
    /// The checkpoint of the parent, where its weights are begun with.
    public let weights: [UInt8]?
    /// Where training stopped, as it was last handed to `keep`; nil at the beginning.
    public let checkpoint: [UInt8]?
    /// The photos, prepared.
    public let photos: PhotoPack
    /// SHA-256 of their bytes, in the pack's order.
    public let digests: [[UInt8]]
    /// Where the photos come from, for messages.
    public let place: String
    /// A folder of this machine for metrics, curves and grids.
    public let folder: String
    /// Keeps where training stands, so that any worker can go on.
    public let keep: @Sendable (_ checkpoint: [UInt8]) async throws -> Void
    /// Told how far training is.
    ///
    /// - Parameters: how much of how much is done, in steps, or in seconds where the clock decides
    public let onProgress: @Sendable (_ done: Int, _ total: Int) async throws -> Void
}

/// What came of training.
public struct TrainedModel: Sendable {
    /// The model's file.
    public let checkpoint: [UInt8]
    /// Its whole configuration, a JSON object.
    public let configuration: JSONText
    /// What was measured of it meanwhile, a JSON object.
    public let metrics: JSONText
    /// How training went.
    public let training: RetrainOutcome.Training

    /// A trained model.
    public init(checkpoint: [UInt8], configuration: JSONText, metrics: JSONText, training: RetrainOutcome.Training) {
        self.checkpoint = checkpoint
        self.configuration = configuration
        self.metrics = metrics
        self.training = training
    }
}
