/// How many of the true neighbours searches found lately.
public struct RecallFigures: Sendable, Equatable, Encodable {
    /// The mean share of the true neighbours that were found, 0 … 1.
    public let value: Double
    /// The share of the worst search.
    public let worst: Double
    /// How many searches these are figures of.
    public let samples: Int
}
