/// What there is of the graph of a model version.
public enum PgvectorGraphState: String, Sendable, CaseIterable, Codable {
    /// Nothing.
    case missing
    /// Something that a failed build left behind. It is never used; building drops it first.
    case invalid
    /// Somebody builds it at this moment.
    case building
    /// All of it: searches walk through it.
    case ready
}
