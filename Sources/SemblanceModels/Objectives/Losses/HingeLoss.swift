import SemblanceTensor

/// max(0, 1 − D(x)) + max(0, 1 + D(G(z))), and −D(G(z)) for the generator (Lim & Ye, arXiv 1705.02894).
struct HingeLoss: AdversarialLoss {
    func critic(_ scores: CriticScores) throws -> Tensor { try (-scores.real + 1).relu() + (scores.fake + 1).relu() }
    func generator(fake: Tensor) throws -> Tensor { try -fake }
}
