import SemblanceTensor

/// GAN-QP's (Su, arXiv 1811.07296): with ΔT = T(x) − T(G(z)), the critic maximises ΔT − ΔT² / (2 λ d) and the generator minimises
/// ΔT, of which T(G(z)) is its share. At the optimum |ΔT| ≤ λ d, without any bound on the critic.
struct QuadraticPotentialLoss: AdversarialLoss {
    /// λ
    let scale: Double
    /// d
    let distance: ObjectiveConfiguration.PixelDistance

    func critic(_ scores: CriticScores) throws -> Tensor {
        try Self.critic(gap: scores.real - scores.fake, distance: distance(scores.images.real, scores.images.fake), scale: scale)
    }

    func generator(fake: Tensor) throws -> Tensor { try -fake }

    /// −ΔT + ΔT² / (2 λ d), a pair: [batch].
    @TensorActor
    static func critic(gap: Tensor, distance: Tensor, scale: Double) throws -> Tensor {
        try gap.squared() / (distance * (2 * scale)) - gap
    }
}

/// O-GAN's own form of it, on a score that is lower for real images: D(x) − D(G(z)) + λ1 (D(x) − D(G(z)))² / d, d the mean squared
/// pixel difference; and D(G(z)) for the generator.
struct OGANQuadraticLoss: AdversarialLoss {
    /// λ1
    let weight: Double

    func critic(_ scores: CriticScores) throws -> Tensor {
        let gap = try scores.real - scores.fake
        let distance = try (scores.images.real - scores.images.fake).squared().mean([1, 2, 3])
        return try gap + weight * (gap.squared() / distance)
    }

    func generator(fake: Tensor) throws -> Tensor { fake }
}

extension ObjectiveConfiguration.PixelDistance {
    /// The distance of each pair of images: [batch].
    @TensorActor
    func callAsFunction(_ x: Tensor, _ y: Tensor) throws -> Tensor {
        switch self {
        case .l1: try (x - y).absolute().mean([1, 2, 3])
        case .l2: try (x - y).squared().mean([1, 2, 3]).squareRoot()
        }
    }
}
