import SemblanceTensor

/// A GAN as O-GAN's paper writes it (Su, arXiv 1903.01931): the critic minimises f(D(x)) + g(D([G(z)])), or something of both, and
/// the generator h(D(G(z))).
@TensorActor
protocol AdversarialLoss {
    /// What the critic minimises, an image: [batch].
    func critic(_ scores: CriticScores) throws -> Tensor
    /// What the generator minimises, an image: [batch].
    func generator(fake: Tensor) throws -> Tensor
}

/// What a critic says of a batch.
@TensorActor
struct CriticScores {
    /// D(x): [batch].
    let real: Tensor
    /// D(G(z)): [batch].
    let fake: Tensor
    /// x and G(z) as the critic saw them: [batch, 3, side, side].
    let images: (real: Tensor, fake: Tensor)
}

/// The GANs that O-GAN can ride on, as `--base` spells them.
public enum AdversarialBase: String, Sendable, CaseIterable, Codable {
    /// The quadratic potential, as published.
    case qp
    /// The first GAN.
    case sgan
    /// Least squares.
    case lsgan
    /// Wasserstein.
    case wgan
    /// The hinge (Lim & Ye, arXiv 1705.02894).
    case hinge

    /// Which way the critic's score points.
    var higherIsMoreReal: Bool { self != .qp }
}
