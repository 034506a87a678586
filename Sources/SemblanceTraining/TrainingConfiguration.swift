import Foundation
import SemblanceCore
import SemblanceModels
import SemblanceTensor

/// How long a training run goes on.
public enum TrainingLength: Sendable, Equatable, Codable {
    /// A number of training steps.
    case steps(Int)
    /// A number of passes over the corpus.
    case epochs(Int)
    /// A time on the clock.
    case minutes(Double)
}

/// Everything that determines a training run, beside the corpus itself.
public struct TrainingConfiguration: Sendable, Equatable, Codable {
    /// What is trained.
    public var model: ModelConfiguration
    /// How long.
    public var length: TrainingLength
    /// Images an update.
    public var batchSize: Int
    /// Determines weights, latents, the order of images and their flips.
    public var seed: UInt64
    /// The arithmetic of training; encoding has its own.
    public var precision: Precision
    /// How much of the old weights the moving average keeps a step, from which the final model is made; 0 turns it off.
    public var emaDecay: Double
    /// Whether half of the images are mirrored.
    public var mirrors: Bool
    /// Steps between two grids of samples and reconstructions; 0 for none but the last.
    public var gridInterval: Int
    /// Steps between two lines of metrics.
    public var logInterval: Int
    /// Steps between two checkpoints; 0 for none but the last.
    public var checkpointInterval: Int
    /// Bytes of prepared images that may be kept in memory.
    public var cacheBytes: Int

    /// A run with the published constants.
    public init(
        model: ModelConfiguration = .init(), length: TrainingLength = .steps(10_000), batchSize: Int = 64, seed: UInt64 = 1,
        precision: Precision = .fp32, emaDecay: Double = 0.999, mirrors: Bool = true, gridInterval: Int = 250, logInterval: Int = 10,
        checkpointInterval: Int = 1000, cacheBytes: Int = 4 << 30
    ) {
        self.model = model
        self.length = length
        self.batchSize = batchSize
        self.seed = seed
        self.precision = precision
        self.emaDecay = emaDecay
        self.mirrors = mirrors
        self.gridInterval = gridInterval
        self.logInterval = logInterval
        self.checkpointInterval = checkpointInterval
        self.cacheBytes = cacheBytes
    }

    /// Throws `invalidArgument` for values that no run can have.
    public func validate() throws {
        try model.validate()
        func require(_ holds: Bool, _ message: String) throws {
            guard holds else { throw SemblanceError(.invalidArgument, message) }
        }
        try require(batchSize >= 2, "a batch of \(batchSize) has no statistics: batch norm needs 2 images or more")
        try require((0..<1).contains(emaDecay), "an EMA decay of \(emaDecay) is not in 0 ..< 1")
        try require(logInterval >= 1 && gridInterval >= 0 && checkpointInterval >= 0, "intervals are not negative")
        try require(cacheBytes >= 0, "a cache of \(cacheBytes) bytes")
        switch length {
        case .steps(let steps): try require((1...1_000_000_000).contains(steps), "a run takes 1 to 1,000,000,000 steps")
        case .epochs(let epochs): try require((1...1_000_000).contains(epochs), "a run takes 1 to 1,000,000 epochs")
        case .minutes(let minutes): try require(minutes > 0 && minutes.isFinite, "a run takes more than 0 minutes")
        }
    }
}
