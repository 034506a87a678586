import SemblanceCore
import SemblanceTensor

/// The networks of one model, on one device: a generator, and what its objective needs beside it.
@TensorActor
public final class ModelNetworks: Module {
    /// What they are built for.
    public let configuration: ModelConfiguration
    /// G.
    public let generator: DCGANGenerator
    /// E; nil for objectives that do not encode. A VAE's gives 2 n values: means, then log variances.
    public let encoder: DCGANEncoder?
    /// The critic; nil where the encoder is one itself, or where there is none.
    public let critic: Critic?
    /// Where they live.
    public let device: Device

    /// Draws fresh weights.
    ///
    /// - Parameter seed: the same seed gives the same weights
    public init(_ configuration: ModelConfiguration, seed: UInt64, device: Device = .cpu) throws {
        self.configuration = configuration
        self.device = device
        let (network, objective) = (configuration.network, configuration.objective)
        let initializer = Initializer(scheme: network.initialization, generator: try RandomGenerator(seed: seed), device: device)
        // E, G and the critic in this order, so that a seed keeps its meaning.
        encoder =
            objective.kind.hasEncoder
            ? try DCGANEncoder(
                network, outputs: network.latentDimension * (objective.kind == .vae ? 2 : 1),
                normalization: objective.kind == .oGAN ? objective.criticNormalization : .batch, initializer)
            : nil
        generator = try DCGANGenerator(network, initializer)
        critic = try Critic(configuration, initializer)
    }

    /// Every tensor: `encoder.…`, `generator.…`, `critic.…`.
    public var state: StateDictionary { state("") }

    /// The code of each image: what the objective's paper calls E(x).
    ///
    /// - Parameter x: [batch, 3, resolution, resolution] in [−1, 1]
    /// - Returns: [batch, n], not normalised
    /// - Throws: `incompatible` for an objective without an encoder.
    public func encode(_ x: Tensor, _ mode: NormalizationMode) throws -> Tensor {
        guard let encoder else { throw configuration.objective.kind.noEncoder }
        let code = try encoder(x, mode)
        return configuration.objective.kind == .vae ? try code.narrowed(1, from: 0, length: configuration.network.latentDimension) : code
    }

    /// The critic's score of each image, turned so that higher is more real; nil where no critic looks at images.
    ///
    /// - Parameters:
    ///   - x: [batch, 3, resolution, resolution] in [−1, 1]
    ///   - code: E(x) where there is an encoder: [batch, n]
    /// - Returns: [batch]
    public func realism(of x: Tensor, code: Tensor?, _ mode: NormalizationMode) throws -> Tensor? {
        let objective = configuration.objective
        switch (objective.kind, critic, code) {
        case (.oGAN, let critic, let code?):
            let score = if case .latent(let head) = critic { try head(code, mode) } else { try code.latentAverage() }
            return objective.base.higherIsMoreReal ? score : try -score
        case (_, .pair(let critic), let code?): return try critic(x, code, mode)
        case (_, .image(let critic), _): return try critic(x, mode).reshaped([-1])
        default: return nil
        }
    }

    /// Every tensor, without a prefix.
    public func collect(into state: inout StateDictionary, prefix: String) {
        encoder?.collect(into: &state, prefix: prefix + "encoder")
        generator.collect(into: &state, prefix: prefix + "generator")
        critic?.collect(into: &state, prefix: prefix + "critic")
    }
}
