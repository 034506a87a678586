import SemblanceCore
import SemblanceStorage

/// What an indexing run did.
public struct IndexReport: Sendable, Codable {
    /// The job that kept the count.
    public let job: Int64
    /// The model version that encoded.
    public let model: ModelReference
    /// Files that were found; always encoded + duplicates + failed.
    public let total: Int
    /// Files that are an image of the corpus.
    public let encoded: Int
    /// Files whose bytes another file held first.
    public let duplicates: Int
    /// Files that could not be used; `jobs failures` says why.
    public let failed: Int
    /// Of all these, files that were known from an earlier run and had not changed.
    public let unchanged: Int
    /// Files that were taken up in this run.
    public let taken: Int
    /// Files that were known and are gone; `--prune` removes what is left of them.
    public let vanished: Int
    /// Files that were taken a second, those that others took included.
    public let imagesPerSecond: Double
    /// How long it took.
    public let seconds: Double
    /// CPU seconds that each stage took for an image that was taken.
    public let stages: [String: Double]
    /// How many units were at each stage on average, waiting for it included: where they pile up is what the others wait for.
    public let busy: [String: Double]
    /// The share of a sample of the photos that looks unlike what the version has learned from; nil for a version that has not been imported
    /// with what it knows, and where less than a quarter of the files were taken up in this run.
    public var unlike: Double?

    init(_ job: Job, record: ModelRecord, taken: Int, seconds: Double, clock: StageClock) {
        self.job = job.id
        model = ModelReference(record)
        total = job.progress.total
        encoded = job.progress.encoded
        duplicates = job.progress.duplicates
        failed = job.progress.failed
        unchanged = job.unchanged
        self.taken = taken
        vanished = job.vanished
        imagesPerSecond = Double(taken) / max(seconds, 1e-9)
        self.seconds = seconds
        stages = clock.perImage(taken)
        busy = clock.busy()
    }
}

/// A model version as replies name it.
public struct ModelReference: Sendable, Codable, Equatable {
    /// Its id.
    public let id: Int64
    /// Its name.
    public let name: String
    /// Its version.
    public let version: Int

    /// The name of a version.
    public init(_ record: ModelRecord) {
        self.init(id: record.id, name: record.model.name, version: record.model.version)
    }

    /// The name of a version that may be gone.
    init(id: Int64, name: String, version: Int) {
        self.id = id
        self.name = name
        self.version = version
    }
}
