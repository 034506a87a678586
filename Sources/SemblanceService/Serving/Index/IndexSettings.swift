/// How latents are searched, as it is configured.
public struct IndexSettings: Sendable, Equatable {
    /// Which index is wanted.
    public var kind: IndexPreference
    /// Bytes of memory that an index may take; 0 for half of what this process may use.
    public var memory: Int
    /// The share of searches that are repeated to measure recall, 0 … 1.
    public var recallSample: Double
    /// The recall below which searches become exhaustive, 0 … 1; 0 for none.
    public var recallFloor: Double
    /// The recall that the database's index is tuned to, above 0 and up to 1; nil to leave it as it is.
    public var recallTarget: Double?

    /// The index that suits, with one search in a hundred repeated.
    public init(
        kind: IndexPreference = .auto, memory: Int = 0, recallSample: Double = 0.01, recallFloor: Double = 0, recallTarget: Double? = 0.99
    ) {
        self.kind = kind
        self.memory = memory
        self.recallSample = recallSample
        self.recallFloor = recallFloor
        self.recallTarget = recallTarget
    }
}
