/// What an indexing job is asked to do.
public struct IndexRequest: Sendable {
    /// The collection that it fills.
    public let collection: Int64
    /// The model version that encodes.
    public let model: Int64
    /// What the job is remembered by, a JSON object. Two requests of the same parameters, collection and model are the same work.
    public let parameters: JSONText
    /// Whether all files that the collection knows belong to it, listed or not: its parameters say so by a member `known`.
    public var takesKnown: Bool { (try? parameters.decode(as: Scope.self))?.known == true }
    /// Whether inputs that failed in the job before, and are as they were, are taken again.
    public let retriesFailures: Bool

    /// What an indexing job is asked to do.
    public init(collection: Int64, model: Int64, parameters: JSONText, retriesFailures: Bool = false) {
        self.collection = collection
        self.model = model
        self.parameters = parameters
        self.retriesFailures = retriesFailures
    }

    private struct Scope: Decodable {
        let known: Bool?
    }
}
