import Foundation

/// The way from one latent to another.
public enum LatentInterpolation: String, Sendable, CaseIterable, Codable {
    /// N((1 − t) a + t b): as published for O-GAN, and normalised again. O-GAN's default.
    case normalized
    /// Along the great circle between a and b (Shoemake 1985); lengths change linearly.
    case slerp
    /// (1 − t) a + t b: as published. Its length sinks to about 0.71 half way between unrelated images. BiGAN-QP's default.
    case linear

    /// The point at `t` in 0 … 1 of the way from `a` to `b`.
    ///
    /// - Precondition: `a` and `b` have one length.
    public func point(from a: [Float], to b: [Float], at t: Float) -> [Float] {
        precondition(a.count == b.count, "latents of one length")
        switch self {
        case .linear: return mix(a, b, 1 - t, t)
        case .normalized: return LatentNormalization.standardized.apply(mix(a, b, 1 - t, t))
        case .slerp: return greatCirclePoint(from: a, to: b, at: t)
        }
    }

    /// `steps` points, t = i / (steps − 1): the first is `a`'s, the last `b`'s.
    ///
    /// - Precondition: `steps` ≥ 2.
    public func path(from a: [Float], to b: [Float], steps: Int) -> [[Float]] {
        precondition(steps >= 2, "a path has two ends")
        return (0..<steps).map { point(from: a, to: b, at: Float($0) / Float(steps - 1)) }
    }

    private func mix(_ a: [Float], _ b: [Float], _ s: Float, _ t: Float) -> [Float] {
        zip(a, b).map { $0 * s + $1 * t }
    }

    private func greatCirclePoint(from a: [Float], to b: [Float], at t: Float) -> [Float] {
        let aNorm = VectorStatistics(a).norm
        let bNorm = VectorStatistics(b).norm
        guard aNorm > 0, bNorm > 0 else { return mix(a, b, 1 - t, t) }
        let cosine = zip(a, b).reduce(0.0) { $0 + Double($1.0) * Double($1.1) } / (Double(aNorm) * Double(bNorm))
        let angle = acos(min(max(cosine, -1), 1))
        // Parallel or opposite: no one great circle joins them.
        guard sin(angle) > 1e-6 else { return mix(a, b, 1 - t, t) }
        let first = sin(Double(1 - t) * angle) / sin(angle) / Double(aNorm)
        let second = sin(Double(t) * angle) / sin(angle) / Double(bNorm)
        let length = Double((1 - t) * aNorm + t * bNorm)
        return zip(a, b).map { Float(length * (first * Double($0) + second * Double($1))) }
    }
}
