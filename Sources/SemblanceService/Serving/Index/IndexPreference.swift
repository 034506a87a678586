import SemblanceCore

/// Which index is wanted.
public enum IndexPreference: String, Sendable, CaseIterable {
    /// The one that suits the number of latents and the memory.
    case auto
    /// As `IndexKind` has it.
    case exact
    /// As `IndexKind` has it.
    case quantized
    /// As `IndexKind` has it.
    case pgvector

    /// The kind that is wanted; nil where that is left open.
    var kind: IndexKind? { IndexKind(rawValue: rawValue) }
}
