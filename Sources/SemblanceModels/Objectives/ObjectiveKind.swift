import SemblanceCore
import SemblanceTensor

/// The objectives that the trainer knows, as `--objective` spells them.
public enum ObjectiveKind: String, Sendable, CaseIterable, Codable {
    /// The discriminator is the encoder (Su, arXiv 1903.01931).
    case oGAN = "o-gan"

    /// What its latents are.
    public var normalization: LatentNormalization {
        switch self {
        case .oGAN: .standardized
        }
    }

    /// The way between two latents that its paper shows.
    public var interpolation: LatentInterpolation {
        switch self {
        case .oGAN: .normalized
        }
    }

    /// The critic's score of an image turned so that higher is more real.
    ///
    /// - Parameter average: avg(E(x)); O-GAN on QP pushes it down on real images
    public func realism(encodingAverage average: Float) -> Float? {
        switch self {
        case .oGAN: -average
        }
    }
}

/// An objective with its constants.
public struct ObjectiveConfiguration: Sendable, Equatable, Codable {
    /// Which one.
    public var kind: ObjectiveKind
    /// λ1, the weight of the quadratic potential.
    public var quadraticWeight: Double
    /// λ2, the weight of the correlation of z and E(G(z)): 0.5 as published at 128 px, 1.0 at 256 px.
    public var correlationWeight: Double
    /// How gradients become updates.
    public var optimizer: OptimizerConfiguration

    /// The published constants.
    public init(
        kind: ObjectiveKind = .oGAN, quadraticWeight: Double = 0.25, correlationWeight: Double = 0.5,
        optimizer: OptimizerConfiguration = .oGAN
    ) {
        self.kind = kind
        self.quadraticWeight = quadraticWeight
        self.correlationWeight = correlationWeight
        self.optimizer = optimizer
    }

    /// The published constants for a resolution.
    public static func published(_ kind: ObjectiveKind, resolution: Int) -> ObjectiveConfiguration {
        ObjectiveConfiguration(kind: kind, correlationWeight: resolution >= 256 ? 1 : 0.5)
    }

    /// The objective over these networks.
    @TensorActor
    public func objective(over networks: GANNetworks, precision: Precision) -> any Objective {
        switch kind {
        case .oGAN: OGANObjective(self, networks: networks, precision: precision)
        }
    }
}
