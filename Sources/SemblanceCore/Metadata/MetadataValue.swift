/// A JSON value without parts, as a filter compares with.
public enum MetadataValue: Sendable, Hashable {
    /// `null`
    case null
    /// `true` or `false`
    case bool(Bool)
    /// A JSON number as it was written, so that no digit of a long one is lost.
    case number(String)
    /// Text, compared exactly: composed and decomposed letters differ, though Swift takes such texts for equal.
    case string(String)
}
