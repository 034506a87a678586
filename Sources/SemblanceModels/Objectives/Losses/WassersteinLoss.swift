import SemblanceTensor

/// WGAN's: D(G(z)) − D(x), and −D(G(z)) for the generator (Arjovsky et al., arXiv 1701.07875). The critic must be bounded by other
/// means.
struct WassersteinLoss: AdversarialLoss {
    func critic(_ scores: CriticScores) throws -> Tensor { try scores.fake - scores.real }
    func generator(fake: Tensor) throws -> Tensor { try -fake }
}
