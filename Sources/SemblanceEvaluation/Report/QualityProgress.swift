/// How far an evaluation has come.
public struct QualityProgress: Sendable, Equatable {
    /// What is being done.
    public enum Stage: String, Sendable, CaseIterable {
        /// Photos are prepared that baselines are fitted on.
        case baselinePhotos = "photos for baselines"
        /// Principal components are computed, in passes through these photos.
        case components = "principal components"
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
        /// Patches of pictures and photos are compared, level by level.
        case patches
    }

    /// What is being done.
    public let stage: Stage
    /// How many images, passes or levels are done.
    public let done: Int
    /// How many there are.
    public let total: Int

    /// What is counted.
    public var unit: String {
        switch stage {
        case .components: "passes"
        case .patches: "levels"
        default: "images"
        }
    }

    /// A state of things.
    public init(stage: Stage, done: Int, total: Int) { (self.stage, self.done, self.total) = (stage, done, total) }
}
