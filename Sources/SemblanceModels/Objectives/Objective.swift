import SemblanceTensor

/// What the networks learn. An objective says what is minimised and in which phases; the training loop owns the optimizers, the
/// schedule and everything else, and so never knows which objective it runs.
@TensorActor
public protocol Objective {
    /// The updates of one training step, in their order.
    var phases: [TrainingPhase] { get }

    /// The gradients of one update.
    ///
    /// - Returns: gradients in the order of the phase's parameters, and what is worth logging
    func update(_ phase: TrainingPhase, on batch: TrainingBatch) throws -> PhaseUpdate
}

/// One update within a training step.
@TensorActor
public struct TrainingPhase {
    /// What it is called in logs.
    public let name: String
    /// What it changes.
    public let parameters: [Tensor]
    /// How gradients become changes.
    public let optimizer: OptimizerConfiguration

    /// A phase.
    public init(name: String, parameters: [Tensor], optimizer: OptimizerConfiguration) {
        self.name = name
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

    /// A batch.
    public init(images: Tensor, latents: Tensor) {
        self.images = images
        self.latents = latents
    }
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
