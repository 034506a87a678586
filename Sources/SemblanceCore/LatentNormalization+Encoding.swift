extension LatentNormalization {
    /// E(x), what the encoder said before normalising; to f32's rounding.
    public func encoding(of latent: Latent) -> [Float] {
        switch self {
        case .standardized: latent.vector.map { $0 * latent.deviation + latent.average }
        case .unitLength: latent.vector.map { $0 * latent.norm }
        }
    }
}
