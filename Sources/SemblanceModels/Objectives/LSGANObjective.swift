import SemblanceTensor

/// The least-squares GAN (Mao et al., arXiv 1611.04076); with spectral norm LSGAN-SN.
@TensorActor
struct LSGANObjective: Objective {
    private let game: ImageCriticGame

    init(_ setting: ObjectiveSetting, critic: DCGANEncoder) {
        game = ImageCriticGame(setting, critic: critic, loss: LeastSquaresLoss())
    }

    var phases: [TrainingPhase] { game.phases }
    var memory: StateDictionary { game.memory }
    func update(_ phase: TrainingPhase, on batch: TrainingBatch) throws -> PhaseUpdate { try game.update(phase, on: batch) }
}
