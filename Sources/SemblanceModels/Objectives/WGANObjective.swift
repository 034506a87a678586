import SemblanceTensor

/// The Wasserstein GAN with a gradient penalty (Gulrajani et al., arXiv 1704.00028), or with spectral norm instead.
@TensorActor
struct WGANObjective: Objective {
    private let game: ImageCriticGame

    init(_ setting: ObjectiveSetting, critic: DCGANEncoder) {
        game = ImageCriticGame(setting, critic: critic, loss: WassersteinLoss())
    }

    var phases: [TrainingPhase] { game.phases }
    var memory: StateDictionary { game.memory }
    func update(_ phase: TrainingPhase, on batch: TrainingBatch) throws -> PhaseUpdate { try game.update(phase, on: batch) }
}
