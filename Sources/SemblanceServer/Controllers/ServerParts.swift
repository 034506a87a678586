import SemblanceImaging
import SemblanceService
import SemblanceStorage

/// What routes work with; the composition root puts it together.
public struct ServerParts: Sendable {
    /// Collections, images, models and jobs.
    public let database: Database
    /// Makes models of checkpoints.
    public let loader: ModelLoader
    /// The collections that are searched.
    public let shelf: ServingShelf
    /// The collection that requests mean which name none.
    public let collection: String
    /// Decodes uploads.
    public let decoding: BlockingQueue
    /// Keeps ways between photos.
    public let pictures: PictureCache
    /// Keeps maps of the corpus.
    public let maps: LatentMaps
    /// What an image may cost.
    public let limits: ImageLimits
    /// Limits of requests.
    public let options: ServerOptions
    /// What retraining is where nobody says otherwise.
    public let retraining: RetrainDefaults
    /// What is measured.
    public let metrics: ServerMetrics
    /// Says whether everything needed is there.
    public let readiness: @Sendable () async -> Readiness

    /// - Parameters:
    ///   - collection: the collection that requests mean which name none
    ///   - readiness: says whether everything needed is there
    public init(
        database: Database, loader: @escaping ModelLoader, shelf: ServingShelf, collection: String, decoding: BlockingQueue,
        pictures: PictureCache, limits: ImageLimits, options: ServerOptions, retraining: RetrainDefaults = .init(),
        metrics: ServerMetrics,
        readiness: @escaping @Sendable () async -> Readiness
    ) {
        self.database = database
        self.loader = loader
        self.shelf = shelf
        self.collection = collection
        self.decoding = decoding
        self.pictures = pictures
        maps = LatentMaps(database: database, work: decoding)
        self.limits = limits
        self.options = options
        self.retraining = retraining
        self.metrics = metrics
        self.readiness = readiness
    }
}
