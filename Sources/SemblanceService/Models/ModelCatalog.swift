import SemblanceCore
import SemblanceStorage

/// The model versions of one collection: registering, finding and loading them.
public struct ModelCatalog: Sendable {
    /// The artifact that holds a version's checkpoint.
    public static let weights = "weights"

    private let database: Database
    private let collection: ImageCollection
    private let loader: ModelLoader

    /// The versions of `collection`.
    public init(database: Database, collection: ImageCollection, loader: @escaping ModelLoader) {
        self.database = database
        self.collection = collection
        self.loader = loader
    }

    /// Stores a checkpoint as the next version of its name. A version is `ready`, and so can be found, only once its checkpoint is
    /// whole; one that fails on the way leaves nothing behind.
    ///
    /// - Parameters:
    ///   - model: what the checkpoint is; its state is seen to here
    ///   - checkpoint: a safetensors file
    public func register(_ model: NewModel, checkpoint: [UInt8]) async throws -> ModelRecord {
        try await register(model, checkpoint: checkpoint) { try await database.models.setState(.ready, of: $0.id) }
    }

    /// As `register`, for a version that was taken from a file.
    ///
    /// - Parameters:
    ///   - familiarity: what is familiar to it, where the file tells
    ///   - again: whether a collection may have the same weights twice
    ///   - why: what is said of it in the trail
    /// - Throws: `conflict` where the collection has the weights already
    func register(
        imported model: NewModel, checkpoint: [UInt8], familiarity: JSONText?, again: Bool, by actor: AuditActor, why: String?
    ) async throws -> ModelRecord {
        try await register(model, checkpoint: checkpoint) {
            if let familiarity { try await database.models.setFamiliarity(familiarity, of: $0.id) }
            try await database.models.completeImport(of: $0.id, weights: Self.weights, again: again, by: actor, why: why)
        }
    }

    /// - Parameter complete: makes a version ready whose checkpoint is stored
    private func register(
        _ model: NewModel, checkpoint: [UInt8], complete: (ModelRecord) async throws -> Void
    ) async throws -> ModelRecord {
        var model = model
        model.state = .training
        let record = try await database.models.register(model, in: collection.id)
        do {
            _ = try await database.artifacts.write(checkpoint, kind: Self.weights, model: record.id)
            try await complete(record)
            guard let ready = try await database.models.find(id: record.id) else {
                throw SemblanceError(.notFound, "the model \(model.name) was deleted while it was registered")
            }
            return ready
        } catch {
            try? await uncancelled { try await database.models.withdraw(id: record.id) }
            throw error
        }
    }

    /// The version that a reference names; without one the version that serves, or the newest where none does.
    ///
    /// - Parameter reference: an id, a name (its newest version that is ready) or `name@version`
    /// - Throws: `notFound` where there is none; `conflict` for one that is not ready.
    public func find(_ reference: String?) async throws -> ModelRecord {
        if let reference { return try await ready(reference) }
        if let serving = try await database.activations.current(in: collection.id),
            let record = try await database.models.find(id: serving.modelID)
        {
            return record
        }
        if let newest = try await database.models.newest(in: collection.id) { return newest }
        throw SemblanceError(
            .notFound, "the collection '\(collection.name)' has no model yet", advice: "train one: semblance train --corpus DIR")
    }

    private func ready(_ reference: String) async throws -> ModelRecord {
        let found = try await database.models.find(reference, in: collection.id)
        if found.state == .ready { return found }
        if found.model.name == reference {
            // A version that is being registered, or was left behind by a crash, does not hide the one before it.
            let versions = try await database.models.list(in: collection.id).map(\.record)
            if let newest = versions.filter({ $0.model.name == reference && $0.state == .ready }).max(by: {
                $0.model.version < $1.model.version
            }) {
                return newest
            }
        }
        throw SemblanceError(
            .conflict, "the model \(found.model.name)@\(found.model.version) cannot be used: it is \(found.state.rawValue)",
            advice: "choose one that is ready: semblance models list")
    }

    /// A version, ready to encode and generate.
    public func load(_ record: ModelRecord) async throws -> ImageModel {
        try await Self.load(record, from: database, loader: loader)
    }

    /// A version of any collection, ready to encode and generate.
    ///
    /// - Throws: `corrupt` for a checkpoint that is damaged, `incompatible` for one of another kind than the version
    public static func load(_ record: ModelRecord, from database: Database, loader: ModelLoader) async throws -> ImageModel {
        let bytes = try await database.artifacts.read(kind: weights, model: record.id)
        let name = "\(record.model.name)@\(record.model.version)"
        let model = try await loader(bytes, name)
        guard model.latentDimension == record.model.latentDimension, model.preprocessing == record.model.preprocessing,
            model.normalization == record.model.normalization
        else {
            throw SemblanceError(
                .incompatible, "the checkpoint of \(name) is that of another model: its images or latents are of another kind",
                advice: "import the version again, or restore a backup")
        }
        return model
    }
}
