/// What is shown of an image beside its neighbours.
public struct ImageDetail: Sendable, Equatable {
    /// In pixels, as it is shown.
    public let width: Int
    /// In pixels, as it is shown.
    public let height: Int
    /// The first path or address that held it, as bytes; nil where none is known any more.
    public let source: [UInt8]?
    /// What else is known of it, a JSON object.
    public let metadata: JSONText
}
