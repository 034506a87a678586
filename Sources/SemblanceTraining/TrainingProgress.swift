import SemblanceCore

/// Where a run stands.
public struct TrainingProgress: Sendable, Codable {
    /// Steps done.
    public var step: Int
    /// Steps to do; nil while the clock decides.
    public var totalSteps: Int?
    /// Share done, by steps or by the clock, 0 … 1.
    public var fraction: Double
    /// Seconds of training, those of earlier sessions included.
    public var seconds: Double
    /// Images seen a second, lately.
    public var imagesPerSecond: Double
    /// Seconds until the end, at this pace.
    public var secondsLeft: Double
    /// The share of this session's time in which training waited for images.
    public var loaderWait: Double
    /// What the optimizers' learning rates are multiplied by: decay and rollbacks.
    public var learningRateFactor: Double
    /// The latest losses, by name.
    public var losses: [String: Float]
}

/// Pictures of a run at one step: what the model makes of fixed z, and of fixed photos.
public struct TrainingGrids: Sendable {
    /// Steps done.
    public let step: Int
    /// G(s z), s the objective's truncation, for z that stay the same during the run.
    public let samples: [RGBImage]
    /// Photos beside their reconstructions; none where the objective has no encoder.
    public let reconstructions: [(photo: RGBImage, reconstruction: RGBImage)]
}

/// What was measured of a model at one step.
public struct TrainingEvaluation: Sendable {
    /// Steps done.
    public let step: Int
    /// Seconds of training.
    public let seconds: Double
    /// What could be measured.
    public let figures: [EvaluationFigure: Float]
    /// Whether `collapse` is above what a sound model has: G draws ever the same.
    public let isCollapsed: Bool
    /// Whether this is the best model so far by the run's figure.
    public let isBest: Bool
}

/// What is to be kept of a run at one step.
public struct TrainingSave: Sendable {
    /// Steps done.
    public let step: Int
    /// The averaged and calibrated model, for `Checkpoint.load`.
    public let model: [UInt8]
    /// The whole state, for `TrainingCheckpoint`.
    public let checkpoint: [UInt8]
}

/// A return to an earlier state, because numbers had stopped being finite.
public struct TrainingRollback: Sendable {
    /// The step that failed, and what in it.
    public let reason: String
    /// Steps done in the state that training goes on from; 0 for the start.
    public let step: Int
    /// What the learning rate is multiplied by from now on.
    public let learningRateFactor: Double
}

/// Somebody who watches a run. The loop waits for each call.
public protocol TrainingObserver: Sendable {
    /// Metrics of a step, every `logInterval` steps.
    func trainingProgressed(_ progress: TrainingProgress) async throws
    /// Pictures, every `gridInterval` steps and at the end.
    func trainingDrew(_ grids: TrainingGrids) async throws
    /// Figures, every `evaluationInterval` steps and at the end.
    func trainingEvaluated(_ evaluation: TrainingEvaluation) async throws
    /// The model, whenever it is the best so far; `trainingSaved` follows.
    func trainingImproved(model: [UInt8], step: Int) async throws
    /// What the run needs to go on, every `checkpointInterval` steps, whenever the model is the best so far, and at the end.
    func trainingSaved(_ save: TrainingSave) async throws
    /// The run goes on from an earlier step: what was said of later ones does not count.
    func trainingRolledBack(_ rollback: TrainingRollback) async throws
}

extension TrainingObserver {
    /// Nothing.
    public func trainingProgressed(_ progress: TrainingProgress) async throws {}
    /// Nothing.
    public func trainingDrew(_ grids: TrainingGrids) async throws {}
    /// Nothing.
    public func trainingEvaluated(_ evaluation: TrainingEvaluation) async throws {}
    /// Nothing.
    public func trainingImproved(model: [UInt8], step: Int) async throws {}
    /// Nothing.
    public func trainingSaved(_ save: TrainingSave) async throws {}
    /// Nothing.
    public func trainingRolledBack(_ rollback: TrainingRollback) async throws {}
}
