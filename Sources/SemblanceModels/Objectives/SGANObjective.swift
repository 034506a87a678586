import SemblanceTensor

/// The first GAN (Goodfellow et al., arXiv 1406.2661), with the generator's loss that does not saturate; with spectral norm SGAN-SN
/// (Miyato et al., arXiv 1802.05957).
@TensorActor
struct SGANObjective: Objective {
    private let game: ImageCriticGame

    init(_ setting: ObjectiveSetting, critic: DCGANEncoder) {
        game = ImageCriticGame(setting, critic: critic, loss: StandardLoss())
    }

    var phases: [TrainingPhase] { game.phases }
    var memory: StateDictionary { game.memory }
    func update(_ phase: TrainingPhase, on batch: TrainingBatch) throws -> PhaseUpdate { try game.update(phase, on: batch) }
}
