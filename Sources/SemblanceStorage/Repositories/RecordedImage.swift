/// An image by what never changes of it.
public struct RecordedImage: Sendable, Hashable {
    /// Unique over the database.
    public let id: Int64
    /// SHA-256 of its bytes; unique in a collection.
    public let sha256: [UInt8]

    /// An image of a collection.
    public init(id: Int64, sha256: [UInt8]) {
        self.id = id
        self.sha256 = sha256
    }
}
