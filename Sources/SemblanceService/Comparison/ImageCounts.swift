/// Which images two model versions have encoded.
public struct ImageCounts: Sendable, Equatable, Encodable {
    /// How many both have; all figures on neighbours and latents rest on these.
    public let common: Int
    /// How many only one of them has.
    public let alone: VersionPair<Int>
}
