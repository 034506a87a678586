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
    /// Steps between two evaluations, of which one more is made at the end; 0 for none at all.
    public var evaluationInterval: Int
    /// Bytes of prepared images that may be kept in memory.
    public var cacheBytes: Int
    /// Which photos are measured with and never learned from.
    public var heldOut: HeldOutShare
    /// The figure by which the best model is chosen; nil to take the last.
    public var bestBy: EvaluationFigure?
    /// How the learning rate falls; not with a length in minutes, whose steps nobody knows.
    public var learningRateDecay: LearningRateDecay
    /// What happens when numbers stop being finite.
    public var onDivergence: DivergencePolicy

    /// A run with the published constants.
    public init(
        model: ModelConfiguration = .init(), length: TrainingLength = .steps(10_000), batchSize: Int = 64, seed: UInt64 = 1,
        precision: Precision = .fp32, emaDecay: Double = 0.999, mirrors: Bool = true, gridInterval: Int = 250, logInterval: Int = 10,
        checkpointInterval: Int = 1000, evaluationInterval: Int = 1000, cacheBytes: Int = 4 << 30, heldOut: HeldOutShare = .automatic,
        bestBy: EvaluationFigure? = nil, learningRateDecay: LearningRateDecay = .init(), onDivergence: DivergencePolicy = .stop
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
        self.evaluationInterval = evaluationInterval
        self.cacheBytes = cacheBytes
        self.heldOut = heldOut
        self.bestBy = bestBy
        self.learningRateDecay = learningRateDecay
        self.onDivergence = onDivergence
    }

    /// Images that a step learns from: a batch an update.
    public var imagesPerStep: Int { batchSize * model.objective.batchesPerStep }

    /// Throws `invalidArgument` for values that no run can have.
    public func validate() throws {
        try model.validate()
        func require(_ holds: Bool, _ message: String) throws {
            guard holds else { throw SemblanceError(.invalidArgument, message) }
        }
        try require(batchSize >= 2, "a batch of \(batchSize) has no statistics: batch norm needs 2 images or more")
        try model.objective.validateShare(ofBatch: batchSize)
        try require((0..<1).contains(emaDecay), "an EMA decay of \(emaDecay) is not in 0 ..< 1")
        try require(
            logInterval >= 1 && gridInterval >= 0 && checkpointInterval >= 0 && evaluationInterval >= 0, "intervals are not negative")
        try require(cacheBytes >= 0, "a cache of \(cacheBytes) bytes")
        switch heldOut {
        case .automatic: break
        case .fraction(let share): try require((0...0.5).contains(share), "a share of \(share) is held out: 0 to 0.5 can be")
        case .count(let count): try require(count >= 0, "\(count) photos are held out: 0 or more can be")
        }
        try require(bestBy == nil || evaluationInterval > 0, "the best model cannot be chosen without evaluations")
        try require((0..<1).contains(learningRateDecay.start), "a decay that begins at \(learningRateDecay.start) is not in 0 ..< 1")
        switch length {
        case .steps(let steps): try require((1...1_000_000_000).contains(steps), "a run takes 1 to 1,000,000,000 steps")
        case .epochs(let epochs): try require((1...1_000_000).contains(epochs), "a run takes 1 to 1,000,000 epochs")
        case .minutes(let minutes):
            try require(minutes > 0 && minutes.isFinite, "a run takes more than 0 minutes")
            try require(
                learningRateDecay.shape == .none,
                "the learning rate falls over a number of steps, which nobody knows of a run of so many minutes: give steps or epochs")
        }
    }

    /// Throws `conflict` where a run of `other` cannot go on as this one, because it would learn something else. Length, intervals,
    /// memory and what happens on divergence may change; the length not where the learning rate falls towards it.
    func requireContinuation(of other: TrainingConfiguration) throws {
        var same = other
        (same.gridInterval, same.logInterval, same.checkpointInterval) = (gridInterval, logInterval, checkpointInterval)
        (same.evaluationInterval, same.cacheBytes, same.onDivergence) = (evaluationInterval, cacheBytes, onDivergence)
        if learningRateDecay.shape == .none { same.length = length }
        guard same != self else { return }
        same.length = length
        throw SemblanceError(
            .conflict,
            same == self
                ? "the learning rate of this run falls towards its end, which therefore cannot be moved"
                : "a run goes on with the configuration that it began with",
            advice: same == self ? "resume it without another length" : "train anew with the other one")
    }
}

/// What a run does when a loss or a weight is no finite number any more.
public enum DivergencePolicy: String, Sendable, Codable, CaseIterable {
    /// It ends, and names the last good checkpoint.
    case stop
    /// It goes back to the last good checkpoint and halves the learning rate, at most `TrainingLoop.maximumRollbacks` times.
    case rollback
}
