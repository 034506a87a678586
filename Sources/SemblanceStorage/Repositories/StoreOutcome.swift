import SemblanceCore

/// What became of an image that was stored.
public struct StoreOutcome: Sendable, Equatable {
    /// The image that has the bytes.
    public let imageID: Int64
    /// Whether another source held the same bytes first. An image counts as encoded by its first source and as a duplicate by
    /// the others, however often and for however many model versions it is stored.
    public let isDuplicate: Bool
    /// Whether the collection did not know the bytes before.
    public let isNewImage: Bool
    /// Whether the model version had no latent of the image before.
    public let isNewLatent: Bool
    /// Whether the source held other bytes before that no source holds any more.
    public let isOverwriting: Bool
}
