import SemblanceTensor

/// BiGAN-QP (Su, arXiv 1811.07296): an encoder, a generator and a critic of pairs, ΔT = T(x, E(x)) − T(G(z), z), higher is more real.
///
///     T maximises   ΔT − ΔT² / (2 λ d),   d = mean |x − G(z)| + mean |E(x) − z|
///     G, E minimise ΔT + β1 mean (z − E([G(z)]))² + β2 mean (x − G([E(x)]))²
///
/// Without the two squared errors the pair is hardly ever found; without the stop-gradients in them images blur.
struct BiGANQPObjective: AlternatingObjective {
    let setting: ObjectiveSetting
    let encoder: DCGANEncoder
    let critic: PairCritic

    func updateCritic(_ phase: TrainingPhase, _ batch: TrainingBatch) throws -> PhaseUpdate {
        let (x, z) = (batch.images, batch.latents)
        let (fake, code) = try setting.still { (try setting.networks.generator(z, .batchOnly), try encoder(x, .batchOnly)) }
        let seen = (real: try setting.shown(x, batch), fake: try setting.shown(fake, batch))
        let gap = try setting.autocast { try critic(seen.real, code, .training) - critic(seen.fake, z, .batchOnly) }
        let pixels = try (seen.real - seen.fake).absolute().mean([1, 2, 3])
        let distance = try pixels + (code - z).absolute().mean([1])
        let loss = try QuadraticPotentialLoss.critic(gap: gap, distance: distance, scale: setting.configuration.potentialScale).mean()
        return PhaseUpdate(
            gradients: try loss.gradients(for: phase.parameters), losses: [("critic", loss), ("gap", try gap.mean())])
    }

    func updateGenerator(_ phase: TrainingPhase, _ batch: TrainingBatch) throws -> PhaseUpdate {
        let (x, z, configuration) = (batch.images, batch.latents, setting.configuration)
        let generator = setting.networks.generator
        let (fake, code) = try setting.autocast { (try generator(z, .training), try encoder(x, .training)) }
        let seen = (real: try setting.shown(x, batch), fake: try setting.shown(fake, batch))
        let (gap, latent, image) = try setting.autocast {
            (
                try critic(seen.real, code, .batchOnly) - critic(seen.fake, z, .batchOnly),
                try encoder(fake.detached(), .batchOnly), try generator(code.detached(), .batchOnly)
            )
        }
        let latentError = try (z - latent).squared().mean()
        let imageError = try (x - image).squared().mean()
        let sum = try gap.mean() + configuration.latentErrorWeight * latentError + configuration.imageErrorWeight * imageError
        let loss = try setting.regularized(sum, fake: fake, z: z)
        return PhaseUpdate(
            gradients: try setting.gradients(of: loss, for: phase.parameters),
            losses: [("generator", loss), ("latent_error", latentError), ("image_error", imageError)])
    }
}
