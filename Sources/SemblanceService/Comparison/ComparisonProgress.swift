/// How far a comparison has come.
public struct ComparisonProgress: Sendable, Equatable {
    /// What is being done.
    public enum Stage: String, Sendable, CaseIterable {
        /// Latents are read from the database.
        case loading
        /// The nearest of images are searched in both versions.
        case neighbours
        /// Random images are drawn and encoded.
        case samples
        /// Photos are read and reconstructed.
        case photos
    }

    /// What is being done.
    public let stage: Stage
    /// How much is done.
    public let done: Int
    /// How much there is.
    public let total: Int
}
