import SemblanceTensor

/// The adversarial autoencoder (Makhzani et al., arXiv 1511.05644): a critic of latents, D = σ(T), minimises
/// −log(1 − D(E(x))) − log D(z); E and G minimise −log D(E(x)) + λ mean (x − G(E(x)))².
@TensorActor
struct AAEObjective: Objective {
    private let setting: ObjectiveSetting
    private let encoder: DCGANEncoder
    private let critic: Perceptron

    init(_ setting: ObjectiveSetting, encoder: DCGANEncoder, critic: Perceptron) {
        self.setting = setting
        self.encoder = encoder
        self.critic = critic
    }

    var phases: [TrainingPhase] {
        [
            setting.criticPhase,
            TrainingPhase(
                name: "autoencoder", parameters: setting.encoderParameters + setting.generatorParameters,
                optimizer: setting.configuration.optimizer),
        ]
    }

    var memory: StateDictionary { setting.memory }

    func update(_ phase: TrainingPhase, on batch: TrainingBatch) throws -> PhaseUpdate {
        phase.name == "critic" ? try updateCritic(phase, batch) : try updateAutoencoder(phase, batch)
    }

    private func updateCritic(_ phase: TrainingPhase, _ batch: TrainingBatch) throws -> PhaseUpdate {
        let code = try setting.still { try encoder(batch.images, .batchOnly) }
        let (drawn, coded) = try setting.autocast { (try critic(batch.latents, .training), try critic(code, .batchOnly)) }
        let loss = try (coded.softplus() + (-drawn).softplus()).mean()
        return PhaseUpdate(
            gradients: try loss.gradients(for: phase.parameters), losses: [("critic", loss), ("gap", try (drawn - coded).mean())])
    }

    private func updateAutoencoder(_ phase: TrainingPhase, _ batch: TrainingBatch) throws -> PhaseUpdate {
        let x = batch.images
        let code = try setting.autocast { try encoder(x, .training) }
        let (image, score) = try setting.autocast { (try setting.networks.generator(code, .training), try critic(code, .batchOnly)) }
        let reconstruction = try (x - image).squared().mean()
        let sum = try (-score).softplus().mean() + setting.configuration.reconstructionWeight * reconstruction
        let loss = try setting.regularized(sum, fake: image, z: code)
        return PhaseUpdate(
            gradients: try setting.gradients(of: loss, for: phase.parameters),
            losses: [("encoder", loss), ("reconstruction", reconstruction)])
    }
}
