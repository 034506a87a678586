import SemblanceTensor

/// LSGAN's: (D(x) − 1)² + D(G(z))², and (D(G(z)) − 1)² for the generator (Mao et al., arXiv 1611.04076).
struct LeastSquaresLoss: AdversarialLoss {
    func critic(_ scores: CriticScores) throws -> Tensor { try (scores.real - 1).squared() + scores.fake.squared() }
    func generator(fake: Tensor) throws -> Tensor { try (fake - 1).squared() }
}
