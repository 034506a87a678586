/// What a search asks with.
public enum SearchQuery: Sendable {
    /// A photo that need not be in the corpus.
    case photo(QueryPhoto)
    /// A photo's file, decoded when its turn comes.
    case file([UInt8], decoding: BlockingQueue)
    /// A photo of the corpus, which is its own first hit.
    case image(Int64)
    /// A photo of the corpus, which is left out of the hits.
    case neighbours(of: Int64)
    /// A latent of the version that serves: coordinates, n values.
    case latent([Float])
    /// More like some photos of the corpus, and less like others; none of them is a hit. A latent that is given too is one more that is right.
    case examples(positive: [Int64], negative: [Int64], latent: [Float]? = nil)
}
