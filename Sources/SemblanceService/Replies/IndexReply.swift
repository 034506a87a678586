import SemblanceCore
import SemblanceIndex

/// How a version that serves is searched, as HTTP answers it.
public struct IndexReply: Sendable, Encodable {
    /// What the index is made of.
    public let kind: IndexKind
    /// Why it is of that kind.
    public let reason: String
    /// Whether searches that ask for nothing else find the true nearest.
    public let exact: Bool
    /// Whether they are exhaustive only because the recall of the index is below its floor.
    public let fallback: Bool
    /// About how many bytes of memory the index takes; nil where the database keeps it.
    public let bytes: Int?
    /// How many of the true neighbours searches found lately; nil where nothing was measured.
    public let recall: RecallFigures?

    /// The index of a version.
    public init(_ version: ServingVersion) {
        kind = version.indexKind
        reason = version.choice.reason
        exact = version.searched(exactly: false).isExact
        fallback = version.isFallenBack
        bytes = (version.index as? any MemoryIndex)?.bytes
        recall = version.recallFigures
    }
}
