import SemblanceCore
import SemblanceStorage

/// Asks for versions to be trained anew, and leaves the rest to whichever worker comes.
public struct RetrainQueue: Sendable {
    private let database: Database
    private let collection: ImageCollection
    private let catalog: ModelCatalog

    /// The queue of a collection.
    public init(database: Database, collection: ImageCollection, catalog: ModelCatalog) {
        self.database = database
        self.collection = collection
        self.catalog = catalog
    }

    /// The request to train a version anew, as nobody said otherwise.
    ///
    /// - Parameters:
    ///   - reference: the version to begin with: an id, a name, `name@version`; nil or `active` for the one that serves
    ///   - name: what the new version is called; nil for as the other one is
    ///   - defaults: what is configured
    ///   - actor: who asks for it
    /// - Throws: `notFound`, `conflict` for a version that is not ready
    public func request(from reference: String?, name: String? = nil, defaults: RetrainDefaults = .init(), actor: AuditActor) async throws
        -> RetrainRequest
    {
        let parent = try await catalog.find(reference == "active" ? nil : reference)
        var request = RetrainRequest(parent: parent.id, name: name ?? parent.model.name, actor: actor)
        (request.heldOut, request.maximumPhotos, request.gate) = (defaults.heldOut, defaults.maximumPhotos, defaults.gate)
        return request
    }

    /// Queues a retraining. Where the same is asked for already and has not ended, that job is returned.
    ///
    /// - Throws: `invalidArgument` for values that no retraining can have; `conflict` where another retraining has not ended
    public func enqueue(_ request: RetrainRequest) async throws -> Job {
        try request.validate()
        return try await database.stagedJobs.enqueue(
            RetrainRequest.jobKind, in: collection.id, parameters: JSONText(encoding: request))
    }
}
