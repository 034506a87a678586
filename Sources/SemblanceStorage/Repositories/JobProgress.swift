/// How far a job is. In the end `total = encoded + duplicates + failed`.
public struct JobProgress: Sendable, Equatable, Codable {
    /// How many inputs there are.
    public var total: Int
    /// How many became images with a latent.
    public var encoded: Int
    /// How many held bytes that another input held first.
    public var duplicates: Int
    /// How many could not be used.
    public var failed: Int

    /// How many inputs are accounted for.
    public var done: Int { encoded + duplicates + failed }

    /// Counts; all 0 at the beginning.
    public init(total: Int = 0, encoded: Int = 0, duplicates: Int = 0, failed: Int = 0) {
        self.total = total
        self.encoded = encoded
        self.duplicates = duplicates
        self.failed = failed
    }
}
