import SemblanceTensor

/// The losses that have been published for ALI's generator and encoder; D = σ(T).
public enum ALIGeneratorLoss: String, Sendable, CaseIterable, Codable {
    /// log D(x, E(x)) + log(1 − D(G(z), z)): the critic's, turned round (arXiv 1606.00704, equation 2).
    case minMax = "min-max"
    /// −log(1 − D(x, E(x))) − log D(G(z), z): the labels swapped, which does not saturate (arXiv 1605.09782).
    case swappedLabels = "swapped"
    /// −log D(x, E(x)) − log D(G(z), z), as variational inference derives it (Su, arXiv 1807.05936).
    case variational = "vi"
}

/// ALI, or BiGAN (Dumoulin et al., arXiv 1606.00704; Donahue et al., arXiv 1605.09782): a critic of pairs minimises
/// −log D(x, E(x)) − log(1 − D(G(z), z)); E and G minimise one of three losses.
struct ALIObjective: AlternatingObjective {
    let setting: ObjectiveSetting
    let encoder: DCGANEncoder
    let critic: PairCritic

    func updateCritic(_ phase: TrainingPhase, _ batch: TrainingBatch) throws -> PhaseUpdate {
        let (x, z) = (batch.images, batch.latents)
        let (fake, code) = try setting.still { (try setting.networks.generator(z, .batchOnly), try encoder(x, .batchOnly)) }
        let (real, made) = try scores((x, code), (fake, z), batch, .training)
        let loss = try ((-real).softplus() + made.softplus()).mean()
        return PhaseUpdate(
            gradients: try loss.gradients(for: phase.parameters), losses: [("critic", loss), ("gap", try (real - made).mean())])
    }

    func updateGenerator(_ phase: TrainingPhase, _ batch: TrainingBatch) throws -> PhaseUpdate {
        let (x, z) = (batch.images, batch.latents)
        let (fake, code) = try setting.autocast { (try setting.networks.generator(z, .training), try encoder(x, .training)) }
        let (real, made) = try scores((x, code), (fake, z), batch, .batchOnly)
        let each =
            switch setting.configuration.aliLoss {
            case .minMax: try -((-real).softplus() + made.softplus())
            case .swappedLabels: try real.softplus() + (-made).softplus()
            case .variational: try (-real).softplus() + (-made).softplus()
            }
        let loss = try setting.regularized(each.mean(), fake: fake, z: z)
        return PhaseUpdate(gradients: try setting.gradients(of: loss, for: phase.parameters), losses: [("generator", loss)])
    }

    /// T of the pairs as the critic sees them.
    private func scores(
        _ real: (Tensor, Tensor), _ made: (Tensor, Tensor), _ batch: TrainingBatch, _ mode: NormalizationMode
    ) throws -> (real: Tensor, made: Tensor) {
        let seen = (try setting.shown(real.0, batch), try setting.shown(made.0, batch))
        return try setting.autocast { (try critic(seen.0, real.1, mode), try critic(seen.1, made.1, .batchOnly)) }
    }
}
