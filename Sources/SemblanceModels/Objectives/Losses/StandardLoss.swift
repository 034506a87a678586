import SemblanceTensor

/// SGAN's: −log σ(D(x)) − log(1 − σ(D(G(z)))), and −log σ(D(G(z))) for the generator (Goodfellow et al., arXiv 1406.2661).
struct StandardLoss: AdversarialLoss {
    func critic(_ scores: CriticScores) throws -> Tensor { try (-scores.real).softplus() + scores.fake.softplus() }
    func generator(fake: Tensor) throws -> Tensor { try (-fake).softplus() }
}
