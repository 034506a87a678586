/// The stages of a retraining, in their order. The raw value is what a job calls them.
public enum RetrainStage: String, Sendable, CaseIterable {
    /// Photos are read again from where they were found, and prepared.
    case corpus
    /// The model learns.
    case train
    /// The new version and the one that serves are measured on photos that neither has learned from.
    case evaluate
    /// Everything that the collection knows is encoded by the new version.
    case encode
    /// The new version comes to serve, or not.
    case activate
}
