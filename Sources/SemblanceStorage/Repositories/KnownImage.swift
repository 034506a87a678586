/// Bytes that a collection knows.
public struct KnownImage: Sendable, Equatable {
    /// The image that has them.
    public let id: Int64
    /// Whether the model version that was asked about has encoded it.
    public let hasLatent: Bool
}
