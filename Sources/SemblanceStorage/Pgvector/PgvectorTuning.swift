/// What came of tuning an index.
public struct PgvectorTuning: Sendable, Equatable {
    /// The recall@10 that was to be reached.
    public let target: Double
    /// The recall@10 that was reached, in 0 … 1.
    public let recall: Double
    /// The `hnsw.ef_search` that it was reached with.
    public let efSearch: Int
    /// How many queries it was measured on.
    public let queries: Int

    /// Whether the target was reached.
    public var isReached: Bool { recall >= target }
}
