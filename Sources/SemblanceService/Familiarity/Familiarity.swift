/// How usual a photo is among a corpus, 0 … 1: near 0 the model has seen nothing like it.
public struct Familiarity: Sendable {
    /// Below this a photo counts as unlike what a model knows. Of its own corpus at most a tenth are: a twentieth by the critic, and a
    /// twentieth by the round trip.
    public static let unlikeBound: Float = 0.05

    private let realism: Quantiles?
    private let agreement: Quantiles?

    /// By what was measured of a corpus.
    public init(_ quantiles: FamiliarityQuantiles) {
        realism = quantiles.realism
        agreement = quantiles.agreement
    }

    /// By the critic alone.
    ///
    /// - Parameter scores: the realism of the corpus's images, in any order
    public init(scores: [Float]) {
        realism = Quantiles(of: scores)
        agreement = nil
    }

    /// The critic's share, which costs nothing: 2 · min(p, 1 − p), with p the share of the corpus that scores lower. Far off on either
    /// side is unusual.
    ///
    /// - Returns: nil without a critic or a corpus
    public func of(realism score: Float?) -> Float? {
        guard let score, let share = realism?.share(below: score) else { return nil }
        return 2 * min(share, 1 - share)
    }

    /// The smaller of the critic's share and of the share of the corpus whose round trip agrees less.
    ///
    /// - Returns: what is known of the two; nil without a corpus
    public func of(realism score: Float?, roundTrip: RoundTrip) -> Float? {
        let shares = [of(realism: score), agreement?.share(below: roundTrip.agreement)]
        return shares.compactMap(\.self).min()
    }

    /// Whether a familiarity is that of a photo unlike what a model knows.
    static func isUnlike(_ familiarity: Float?) -> Bool { familiarity.map { $0 < unlikeBound } ?? false }
}
