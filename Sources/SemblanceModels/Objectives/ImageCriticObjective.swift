import SemblanceTensor

/// A GAN whose critic looks at images, T(x): what SGAN, LSGAN, WGAN and GAN-QP share; the loss is theirs.
@TensorActor
protocol ImageCriticObjective: AlternatingObjective {
    /// T.
    var critic: DCGANEncoder { get }
    /// What critic and generator minimise.
    var loss: any AdversarialLoss { get }
}

extension ImageCriticObjective {
    func updateCritic(_ phase: TrainingPhase, _ batch: TrainingBatch) throws -> PhaseUpdate {
        let fake = try setting.still { try setting.networks.generator(batch.latents, .batchOnly) }
        let seen = (real: try setting.shown(batch.images, batch), fake: try setting.shown(fake, batch))
        let scores = try setting.autocast {
            CriticScores(real: try score(seen.real, .training), fake: try score(seen.fake, .batchOnly), images: seen)
        }
        var total = try loss.critic(scores).mean()
        var losses: [(name: String, value: Tensor)] = []
        let weight = setting.configuration.gradientPenaltyWeight
        if weight > 0 {
            let penalty = try setting.autocast {
                try GradientPenalty()(real: seen.real, fake: seen.fake, noise: batch.noise) { try score($0, .batchOnly) }
            }
            total = try total + weight * penalty
            losses.append(("penalty", penalty))
        }
        losses += [("critic", total), ("gap", try (scores.real - scores.fake).mean())]
        return PhaseUpdate(gradients: try total.gradients(for: phase.parameters), losses: losses)
    }

    func updateGenerator(_ phase: TrainingPhase, _ batch: TrainingBatch) throws -> PhaseUpdate {
        let z = batch.latents
        let fake = try setting.autocast { try setting.networks.generator(z, .training) }
        let seen = try setting.shown(fake, batch)
        let scores = try setting.autocast { try score(seen, .batchOnly) }
        let total = try setting.regularized(loss.generator(fake: scores).mean(), fake: fake, z: z)
        return PhaseUpdate(
            gradients: try setting.gradients(of: total, for: phase.parameters), losses: [("generator", total)])
    }

    private func score(_ images: Tensor, _ mode: NormalizationMode) throws -> Tensor { try critic(images, mode).reshaped([-1]) }
}
