import SemblanceTensor

/// A network that tells real from made, by what it looks at.
@TensorActor
public enum Critic: Module {
    /// T(x).
    case image(DCGANEncoder)
    /// T(x, z).
    case pair(PairCritic)
    /// T(z), or O-GAN's T(E(x)).
    case latent(Perceptron)

    /// The critic that an objective needs; nil for none.
    init?(_ configuration: ModelConfiguration, _ initializer: Initializer) throws {
        let (network, objective) = (configuration.network, configuration.objective)
        let normalization = objective.criticNormalization
        switch objective.kind {
        case .oGAN where objective.critic == .average, .vae: return nil
        case .oGAN, .aae:
            let spectral = normalization == .spectral
            self = .latent(
                try Perceptron(network.latentDimension, hidden: network.criticWidth, bias: true, spectral: spectral, initializer))
        case .biGANQP, .ali: self = .pair(try PairCritic(network, normalization: normalization, initializer))
        case .ganQP, .sgan, .lsgan, .wganGP:
            self = .image(try DCGANEncoder(network, outputs: 1, normalization: normalization, initializer))
        }
    }

    /// Its tensors.
    public func collect(into state: inout StateDictionary, prefix: String) {
        switch self {
        case .image(let critic): critic.collect(into: &state, prefix: prefix)
        case .pair(let critic): critic.collect(into: &state, prefix: prefix)
        case .latent(let critic): critic.collect(into: &state, prefix: prefix)
        }
    }
}
