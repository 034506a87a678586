import SemblanceTensor

/// The variational autoencoder (Kingma & Welling, arXiv 1312.6114): −log q(x|z) + KL(p(z|x) ‖ N(0, I)), z = μ + σ ε.
///
/// The decoder is Gaussian with a fixed deviation, so −log q(x|z) is w Σ (x − G(z))² over an image's pixels, up to a constant,
/// w = 1 / (2 σ_x²). A photo's latent is μ.
@TensorActor
struct VAEObjective: Objective {
    let setting: ObjectiveSetting
    let encoder: DCGANEncoder

    var phases: [TrainingPhase] {
        [
            TrainingPhase(
                name: "joint", parameters: setting.encoderParameters + setting.generatorParameters,
                optimizer: setting.configuration.optimizer)
        ]
    }

    var memory: StateDictionary { setting.memory }

    func update(_ phase: TrainingPhase, on batch: TrainingBatch) throws -> PhaseUpdate {
        let x = batch.images
        let n = batch.latents.shape[1]
        let posterior = try setting.autocast { try encoder(x, .training) }
        let mean = try posterior.narrowed(1, from: 0, length: n)
        let logVariance = try posterior.narrowed(1, from: n, length: n)
        let noise = try batch.noise.normal(batch.latents.shape).moved(to: x.device)
        let z = try mean + (0.5 * logVariance).exponential() * noise
        let image = try setting.autocast { try setting.networks.generator(z, .training) }
        let reconstruction = try (setting.configuration.reconstructionWeight * (x - image).squared().sum([1, 2, 3])).mean()
        let divergence = try (-0.5 * (logVariance + 1 - mean.squared() - logVariance.exponential()).sum([1])).mean()
        let loss = try setting.regularized(reconstruction + divergence, fake: image, z: z)
        return PhaseUpdate(
            gradients: try setting.gradients(of: loss, for: phase.parameters),
            losses: [("loss", loss), ("reconstruction", reconstruction), ("divergence", divergence)])
    }
}
