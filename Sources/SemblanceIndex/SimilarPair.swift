/// Two rows of a matrix that are alike.
public struct SimilarPair: Sendable, Equatable {
    /// The earlier row, counted from 0.
    public let first: Int
    /// The later row.
    public let second: Int
    /// The cosine of the two.
    public let similarity: Float
}
