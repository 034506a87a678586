import SemblanceStorage

/// Is told what becomes of an index, for logs and metrics.
public struct IndexObserver: Sendable {
    /// That an index was made for a version.
    public var loaded: @Sendable (ServingVersion) -> Void
    /// That a search was repeated, and which share of the true neighbours it had found.
    public var sampled: @Sendable (Double) -> Void
    /// What followed from the recall of a version's index.
    public var changed: @Sendable (ModelRecord, RecallChange) -> Void

    /// Tells nobody, unless told otherwise.
    public init(
        loaded: @escaping @Sendable (ServingVersion) -> Void = { _ in },
        sampled: @escaping @Sendable (Double) -> Void = { _ in },
        changed: @escaping @Sendable (ModelRecord, RecallChange) -> Void = { _, _ in }
    ) {
        self.loaded = loaded
        self.sampled = sampled
        self.changed = changed
    }
}
