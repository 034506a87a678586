import SemblanceCore
import SemblanceImaging
import SemblanceService
import SemblanceStorage

/// A database with the collection `default` and a model version in it: what most tests of this module begin with.
public struct Bench: Sendable {
    /// The database.
    public let database: Database
    /// What to connect to it with.
    public let connectionString: String
    /// The collection.
    public let collection: ImageCollection
    /// The model version.
    public let record: ModelRecord

    /// Runs `body` on a database of its own.
    ///
    /// - Parameter crop: which square of a photo the model sees
    public static func with<Value: Sendable>(
        crop: PhotoCrop = .center, _ body: @Sendable (Bench) async throws -> Value
    ) async throws -> Value {
        try await TestDatabase.with { test in
            let collection = try await test.database.collections.require(name: ImageCollection.defaultName)
            let record = try await test.database.models.register(model(crop: crop), in: collection.id)
            return try await body(
                Bench(database: test.database, connectionString: test.connectionString, collection: collection, record: record))
        }
    }

    /// The projecting model as the database knows it.
    public static func model(_ name: String = "faces", crop: PhotoCrop = .center, state: ModelState = .ready) -> NewModel {
        NewModel(
            name: name, objective: "o-gan", latentDimension: ProjectingModel.dimension,
            preprocessing: Preprocessing(resolution: ProjectingModel.resolution, crop: crop), normalization: .standardized, state: state)
    }

    /// Indexes a folder; two cores, so that several units are under way at once.
    public func index(
        _ folder: TemporaryFolder, model: ProjectingModel = ProjectingModel(), limits: ImageLimits = .standard,
        options: IndexOptions = IndexOptions(), onProgress: @escaping CorpusIndexer.ProgressHandler = { _ in }
    ) async throws -> IndexReport {
        try await indexer(model, limits: limits).index(CorpusSource([folder.bytePath]), record: record, options, onProgress: onProgress)
    }

    /// What indexes with a model.
    public func indexer(_ model: any ImageEncoder = ProjectingModel(), limits: ImageLimits = .standard, patience: Double = 5)
        -> CorpusIndexer
    {
        CorpusIndexer(
            database: database, collection: collection, encoders: EncoderShelf(database: database) { _ in model },
            options: .init(limits: limits, cores: 2, patienceSeconds: patience))
    }

    /// The collection's newest job.
    public func newestJob() async throws -> Job? { try await database.jobs.list(in: collection.id, limit: 1).first }

    /// The bench with another, empty collection and a version of its own.
    public func other(_ name: String) async throws -> Bench {
        let collection = try await database.collections.create(name: name)
        let record = try await database.models.register(Self.model(), in: collection.id)
        return Bench(database: database, connectionString: connectionString, collection: collection, record: record)
    }

    /// The bench with the next version of its model.
    public func nextVersion() async throws -> Bench {
        let next = try await database.models.register(Self.model(record.model.name), in: collection.id)
        return Bench(database: database, connectionString: connectionString, collection: collection, record: next)
    }

    /// What the index holds: for each image's bytes the paths that held them, and the latent.
    public func table() async throws -> [[UInt8]: Row] {
        let images = try await database.images.list(in: collection.id, limit: 1000)
        let ids = images.map(\.id)
        let sources = try await database.images.sources(of: ids)
        let latents = try await database.latents.find(images: ids, model: record.id)
        return Dictionary(
            uniqueKeysWithValues: images.map { ($0.sha256, Row(sources: Set(sources[$0.id] ?? []), vector: latents[$0.id]?.vector)) })
    }

    /// What the index holds of one image.
    public struct Row: Equatable {
        /// The paths that held its bytes.
        public let sources: Set<[UInt8]>
        /// Its latent.
        public let vector: [Float]?
    }
}
