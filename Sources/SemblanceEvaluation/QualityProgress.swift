/// How far an evaluation has come.
public struct QualityProgress: Sendable, Equatable {
    /// What is being done.
    public enum Stage: String, Sendable, CaseIterable {
        /// Random images are drawn and encoded.
        case samples
        /// The corpus is encoded, and some of it reconstructed.
        case corpus
        /// Changed copies search for their originals.
        case selfRetrieval = "changed copies"
        /// The nearest of every photo are searched.
        case neighbours
        /// Photos are ranked for those that show a known person.
        case identities
    }

    /// What is being done.
    public let stage: Stage
    /// How many images are done.
    public let done: Int
    /// How many there are.
    public let total: Int

    /// A state of things.
    public init(stage: Stage, done: Int, total: Int) { (self.stage, self.done, self.total) = (stage, done, total) }
}
