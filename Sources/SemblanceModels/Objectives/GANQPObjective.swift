import SemblanceTensor

/// GAN-QP (Su, "GAN-QP: A Novel GAN Framework without Gradient Vanishing and Lipschitz Constraint", arXiv 1811.07296).
@TensorActor
struct GANQPObjective: Objective {
    private let game: ImageCriticGame

    init(_ setting: ObjectiveSetting, critic: DCGANEncoder) {
        let configuration = setting.configuration
        let loss = QuadraticPotentialLoss(scale: configuration.potentialScale, distance: configuration.distance)
        game = ImageCriticGame(setting, critic: critic, loss: loss)
    }

    var phases: [TrainingPhase] { game.phases }
    var memory: StateDictionary { game.memory }
    func update(_ phase: TrainingPhase, on batch: TrainingBatch) throws -> PhaseUpdate { try game.update(phase, on: batch) }
}
