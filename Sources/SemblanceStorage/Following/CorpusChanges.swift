/// What became of a collection and the latents of a model version since an earlier look.
///
/// Whatever changed since is here; some that the earlier look has seen may come again.
public struct CorpusChanges: Sendable {
    /// The latents that were added.
    public let added: LatentMatrix
    /// The critic's scores, one for each row of `added`; nil where there is none.
    public let addedRealism: [Float?]
    /// Images that were deleted, or of which metadata, size or sources changed, in ascending order: look them up to tell which.
    public let touched: [Int64]
    /// Where the next look begins.
    public let marker: LatentMarker
    /// Whether the log still reached back to the earlier look. Where it did not, nothing else is told, and a snapshot has to be taken.
    public let isComplete: Bool
}
