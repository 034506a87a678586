import SemblanceCore

/// Where a run stands.
public struct TrainingProgress: Sendable, Codable {
    /// Steps done.
    public var step: Int
    /// Steps to do; nil while the clock decides.
    public var totalSteps: Int?
    /// Share done, by steps or by the clock, 0 … 1.
    public var fraction: Double
    /// Seconds since the start of this session's training.
    public var seconds: Double
    /// Images seen a second, lately.
    public var imagesPerSecond: Double
    /// Seconds until the end, at this pace.
    public var secondsLeft: Double
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

/// Somebody who watches a run. The loop waits for each call.
public protocol TrainingObserver: Sendable {
    /// Metrics of a step, every `logInterval` steps.
    func trainingProgressed(_ progress: TrainingProgress) async throws
    /// Pictures, every `gridInterval` steps and at the end.
    func trainingDrew(_ grids: TrainingGrids) async throws
    /// The bytes of a checkpoint, every `checkpointInterval` steps and at the end.
    func trainingSaved(checkpoint: [UInt8], step: Int) async throws
}

extension TrainingObserver {
    /// Nothing.
    public func trainingProgressed(_ progress: TrainingProgress) async throws {}
    /// Nothing.
    public func trainingDrew(_ grids: TrainingGrids) async throws {}
    /// Nothing.
    public func trainingSaved(checkpoint: [UInt8], step: Int) async throws {}
}
