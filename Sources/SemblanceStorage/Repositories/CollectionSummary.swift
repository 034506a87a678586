/// A collection as lists show it.
public struct CollectionSummary: Sendable, Equatable {
    /// The collection.
    public let collection: ImageCollection
    /// How many images it has.
    public let images: Int
    /// How many bytes its photos have where they lie.
    public let photoBytes: Int64
    /// How many model versions it has.
    public let models: Int
    /// The version that serves it, as `name@version`; nil where none does.
    public let activeModel: String?
}
