/// A comparison in a line, and what kind of line it is.
public struct ComparisonVerdict: Sendable, Equatable, Encodable {
    /// What became of the collection.
    public enum Kind: String, Sendable, Codable, CaseIterable {
        /// Searches find the same.
        case same
        /// Searches find other images than before, which may be better ones.
        case drifted
        /// The latents of the second version, or its samples, are nearly all alike: searches with it mean little.
        case collapsed
        /// Nothing can be said of neighbours: the versions have too few images in common.
        case incomparable
    }

    /// What became of the collection.
    public let kind: Kind
    /// A sentence without a full stop.
    public let text: String
}
