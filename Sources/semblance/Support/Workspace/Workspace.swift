import Foundation
import SemblanceCore
import SemblanceFaces
import SemblanceImaging
import SemblanceModels
import SemblanceService
import SemblanceStorage
import SemblanceTensor

/// The composition root: puts configuration, database, models and limits together for a command.
struct Workspace: Sendable {
    let configuration: Configuration
    let device: Device

    /// - Parameters:
    ///   - device: overrides the configured one
    ///   - flags: further texts from the command line, by the setting's key
    init(_ options: CommonOptions, device: String? = nil, flags more: [String: String] = [:]) async throws {
        var flags = options.flags.merging(more) { $1 }
        flags["device"] = device
        let configuration = try Configuration(flags: flags)
        self.configuration = configuration
        self.device = try Device(named: configuration[\.device])
        FaceFinders.install(FrontalFaceFinder())
        if configuration[\.threads] > 0 { await TensorActor.run { Torch.threads = configuration[\.threads] } }
    }

    /// The folder of the embedded database, runs and caches, from the root.
    var home: String {
        let path = configuration[\.home]
        return path.hasPrefix("/") ? path : FileManager.default.currentDirectoryPath + "/" + path
    }

    /// Where training runs lie.
    var runs: String { home + "/runs" }

    /// What an image may cost.
    var limits: ImageLimits {
        ImageLimits(maximumBytes: configuration[\.maximumBytes], maximumPixels: configuration[\.maximumPixels])
    }

    /// How many cores indexing keeps busy.
    var cores: Int {
        let wanted = configuration[\.threads]
        return wanted > 0 ? wanted : ProcessInfo.processInfo.activeProcessorCount
    }

    /// Opens the database for `body`, and closes the connections after it; an embedded cluster goes on running.
    func withDatabase<Result>(
        connections: Int = 8, migrate: Bool = false, _ body: (Database) async throws -> Result
    ) async throws -> Result {
        let database = try await Database.open(
            url: configuration[\.databaseURL], home: home, connections: connections, migrate: migrate)
        do {
            let result = try await body(database)
            await database.close()
            return result
        } catch {
            await database.close()
            throw error
        }
    }

    /// As `withDatabase`, with the configured collection and its models.
    func withCollection<Result>(_ body: (CollectionContext) async throws -> Result) async throws -> Result {
        try await withDatabase { database in
            try await body(context(database, database.collections.require(name: configuration[\.collection])))
        }
    }

    /// A collection with its models.
    func context(_ database: Database, _ collection: ImageCollection) -> CollectionContext {
        let catalog = ModelCatalog(database: database, collection: collection, loader: loader)
        return CollectionContext(database: database, collection: collection, catalog: catalog)
    }

    /// Makes models of checkpoints, on this workspace's device.
    var loader: ModelLoader {
        { [device] bytes, source in try await GANImageModel(checkpoint: bytes, source: source, device: device) }
    }
}

/// A database, one of its collections, and that collection's models.
struct CollectionContext: Sendable {
    let database: Database
    let collection: ImageCollection
    let catalog: ModelCatalog

    /// The version that a reference names, and the model itself.
    func model(_ reference: String?) async throws -> (record: ModelRecord, model: ImageModel) {
        let record = try await catalog.find(reference)
        return (record, try await catalog.load(record))
    }
}
