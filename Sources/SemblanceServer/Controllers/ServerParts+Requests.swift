import Hummingbird
import SemblanceService
import SemblanceStorage

extension ServerParts {
    /// The collection that a request means, loaded.
    ///
    /// - Throws: 404 for one that does not exist
    func collection(_ fields: RequestFields) async throws -> ServingCollection {
        try await shelf.collection(named: try fields.text("collection") ?? collection)
    }

    /// What belongs into addresses that lead back to a collection: nothing for the usual one.
    func query(_ collection: ServingCollection) -> String {
        collection.collection.name == self.collection ? "" : "?collection=\(collection.collection.name)"
    }

    /// A number in the path.
    ///
    /// - Throws: 404 for what is no number: nothing is there
    static func id(_ context: ServerContext, _ name: String = "id") throws -> Int64 {
        guard let text = context.parameters.get(name), let id = Int64(text), id > 0 else {
            throw Problem.notFound("There is nothing of that id.")
        }
        return id
    }
}

extension ServerContext {
    /// Whether whoever asks may see where files lie.
    var seesSources: Bool { (principal?.scope ?? .read) >= .write }
}

extension ServerParts {
    /// Draws or writes a picture off the threads that serve requests.
    func render<Value: Sendable>(_ body: @escaping @Sendable () throws -> Value) async throws -> Value {
        try await metrics.time(.render) { try await decoding.run(body) }
    }
}
