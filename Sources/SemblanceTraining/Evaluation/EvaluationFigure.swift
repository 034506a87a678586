/// What a run measures of its model now and then. The raw value is its name in metrics and in `--best-by`.
public enum EvaluationFigure: String, Sendable, CaseIterable, Codable {
    /// The mean of ρ(z, E(G(z))) over fixed fresh z; only with an encoder.
    case correlation
    /// The mean of |x − G(s · latent(x))| over held-out photos, s the objective's truncation, pixels in 0 … 1; only with an encoder and held-out photos.
    case reconstructionL1 = "reconstruction_l1"
    /// How alike samples are: the mean cosine of each pair of them, of E's standardised latents, or of centred pixels without an
    /// encoder. Near 0 for a healthy model, near 1 where G draws one image.
    case collapse

    /// Whether more of it is better.
    public var higherIsBetter: Bool { self == .correlation }

    /// Whether a value is better than another.
    func isBetter(_ value: Float, than other: Float) -> Bool { higherIsBetter ? value > other : value < other }
}
