import SemblanceTensor

/// What the networks learn. An objective says what is minimised and in which phases; the training loop owns the optimizers, the
/// schedule and everything else, and so never knows which objective it runs.
@TensorActor
public protocol Objective {
    /// The phases of one training step, in their order.
    var phases: [TrainingPhase] { get }

    /// What it remembers from update to update beside the networks; a run that is to go on as if it had not stopped keeps it.
    var memory: StateDictionary { get }

    /// The gradients of one update.
    ///
    /// - Returns: gradients in the order of the phase's parameters, and what is worth logging
    func update(_ phase: TrainingPhase, on batch: TrainingBatch) throws -> PhaseUpdate
}

extension Objective {
    /// Nothing.
    public var memory: StateDictionary { StateDictionary() }
}

/// A part of a training step: one or more updates of the same parameters.
@TensorActor
public struct TrainingPhase {
    /// What it is called in logs.
    public let name: String
    /// How many updates follow each other, each on a batch of its own.
    public let updates: Int
    /// What they change.
    public let parameters: [Tensor]
    /// How gradients become changes.
    public let optimizer: OptimizerConfiguration

    /// A phase.
    public init(name: String, updates: Int = 1, parameters: [Tensor], optimizer: OptimizerConfiguration) {
        self.name = name
        self.updates = updates
        self.parameters = parameters
        self.optimizer = optimizer
    }
}

/// What one update sees.
@TensorActor
public struct TrainingBatch {
    /// x: [batch, 3, resolution, resolution] in [−1, 1].
    public let images: Tensor
    /// z ~ N(0, I): [batch, n].
    public let latents: Tensor
    /// Where everything else that is random comes from.
    public let noise: any NoiseSource
    /// The probability of each augmentation, where an objective is configured with some: 0 … 1.
    public let augmentationStrength: Double

    /// A batch.
    public init(images: Tensor, latents: Tensor, noise: any NoiseSource, augmentationStrength: Double = 1) {
        self.images = images
        self.latents = latents
        self.noise = noise
        self.augmentationStrength = augmentationStrength
    }
}

/// Random numbers for an update.
@TensorActor
public protocol NoiseSource {
    /// Values from U[0, 1).
    func uniform(_ shape: [Int]) throws -> Tensor
    /// Values from N(0, 1).
    func normal(_ shape: [Int]) throws -> Tensor
}

extension RandomGenerator: NoiseSource {
    /// Values from U[0, 1).
    public func uniform(_ shape: [Int]) throws -> Tensor { try Tensor.randomUniform(shape: shape, generator: self) }
    /// Values from N(0, 1).
    public func normal(_ shape: [Int]) throws -> Tensor { try Tensor.randomNormal(shape: shape, generator: self) }
}

/// What came of one update.
@TensorActor
public struct PhaseUpdate {
    /// In the order of the phase's parameters; nil where the loss does not depend on one.
    public let gradients: [Tensor?]
    /// Scalars to log, by name.
    public let losses: [(name: String, value: Tensor)]

    /// An outcome.
    public init(gradients: [Tensor?], losses: [(name: String, value: Tensor)]) {
        self.gradients = gradients
        self.losses = losses
    }
}
