/// How an objective's encodings become comparable latents.
public enum LatentNormalization: String, Sendable, Codable, CaseIterable {
    /// N(v) = (v − avg v) / std v, of length √n (O-GAN, arXiv 1903.01931).
    case standardized
    /// v / ‖v‖ (BiGAN-QP, whose method leaves its latents as they are).
    case unitLength = "unit_length"

    /// Normalises; a vector without any spread (or length) becomes zeros.
    public func apply(_ vector: [Float]) -> [Float] {
        let count = Double(max(vector.count, 1))
        let centre = self == .standardized ? vector.reduce(0.0) { $0 + Double($1) } / count : 0
        let squares = vector.reduce(0.0) { $0 + (Double($1) - centre) * (Double($1) - centre) }
        let scale = (self == .standardized ? squares / count : squares).squareRoot()
        guard scale > 0, scale.isFinite else { return [Float](repeating: 0, count: vector.count) }
        return vector.map { Float((Double($0) - centre) / scale) }
    }

    /// The vector that distances are computed on and that the generator understands: N(E(x)) itself, or the unit vector times
    /// its length.
    public func coordinates(of latent: Latent) -> [Float] {
        switch self {
        case .standardized: latent.vector
        case .unitLength: latent.vector.map { $0 * latent.norm }
        }
    }
}

/// ρ(u, v): Pearson's correlation of two vectors, that is the cosine of u − avg u and v − avg v; 0 where one has no spread.
public func pearsonCorrelation(_ u: [Float], _ v: [Float]) -> Float {
    precondition(u.count == v.count, "vectors of one length")
    let normalization = LatentNormalization.standardized
    let sum = zip(normalization.apply(u), normalization.apply(v)).reduce(0.0) { $0 + Double($1.0) * Double($1.1) }
    return Float(sum / Double(max(u.count, 1)))
}
