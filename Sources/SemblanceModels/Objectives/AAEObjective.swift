import SemblanceTensor

/// The adversarial autoencoder (Makhzani et al., arXiv 1511.05644): a critic of latents, D = σ(T), minimises
/// −log(1 − D(E(x))) − log D(z); E and G minimise −log D(E(x)) + λ mean (x − G(E(x)))².
struct AAEObjective: AlternatingObjective {
    let setting: ObjectiveSetting
    let encoder: DCGANEncoder
    let critic: Perceptron

    func updateCritic(_ phase: TrainingPhase, _ batch: TrainingBatch) throws -> PhaseUpdate {
        let code = try setting.still { try encoder(batch.images, .batchOnly) }
        let (drawn, coded) = try setting.autocast { (try critic(batch.latents, .training), try critic(code, .batchOnly)) }
        let loss = try (coded.softplus() + (-drawn).softplus()).mean()
        return PhaseUpdate(
            gradients: try loss.gradients(for: phase.parameters), losses: [("critic", loss), ("gap", try (drawn - coded).mean())])
    }

    func updateGenerator(_ phase: TrainingPhase, _ batch: TrainingBatch) throws -> PhaseUpdate {
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
