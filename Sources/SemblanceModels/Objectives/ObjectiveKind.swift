import SemblanceCore
import SemblanceTensor

/// The objectives that the trainer knows, as `--objective` spells them.
public enum ObjectiveKind: String, Sendable, CaseIterable, Codable {
    /// The discriminator is the encoder (Su, arXiv 1903.01931).
    case oGAN = "o-gan"
    /// Encoder, generator and a critic of pairs on the quadratic potential (Su, arXiv 1811.07296).
    case biGANQP = "bigan-qp"
    /// A GAN on the quadratic potential, without an encoder (Su, arXiv 1811.07296).
    case ganQP = "gan-qp"
    /// The first GAN, with the generator's loss that does not saturate (Goodfellow et al., arXiv 1406.2661).
    case sgan
    /// Least squares (Mao et al., arXiv 1611.04076).
    case lsgan
    /// Wasserstein, by gradient penalty (Gulrajani et al., arXiv 1704.00028) or spectral norm.
    case wganGP = "wgan-gp"
    /// The variational autoencoder (Kingma & Welling, arXiv 1312.6114).
    case vae
    /// The adversarial autoencoder (Makhzani et al., arXiv 1511.05644).
    case aae
    /// Adversarially learned inference (Dumoulin et al., arXiv 1606.00704), also known as BiGAN (Donahue et al., arXiv 1605.09782).
    case ali

    /// Whether its models encode photos, and so can be searched with.
    public var hasEncoder: Bool {
        switch self {
        case .oGAN, .biGANQP, .vae, .aae, .ali: true
        case .ganQP, .sgan, .lsgan, .wganGP: false
        }
    }

    /// What its latents are.
    public var normalization: LatentNormalization { self == .oGAN ? .standardized : .unitLength }

    /// The way between two latents that its paper shows.
    public var interpolation: LatentInterpolation { self == .oGAN ? .normalized : .linear }

    /// What latents are multiplied with before they are generated: O-GAN's pictures are published at 0.9, the others' at 1.
    public var truncation: Float { self == .oGAN ? 0.9 : 1 }

    /// Throws `incompatible` for an objective that trains no encoder.
    public func requireEncoder() throws {
        if !hasEncoder { throw noEncoder }
    }

    /// What to say where a photo should be encoded by a model that cannot.
    public var noEncoder: SemblanceError {
        SemblanceError(
            .incompatible, "a model trained by \(rawValue) generates images but does not encode photos",
            advice: "train one that does: " + Self.allCases.filter(\.hasEncoder).map(\.rawValue).joined(separator: ", "))
    }
}
