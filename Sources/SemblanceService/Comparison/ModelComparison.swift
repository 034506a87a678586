import SemblanceCore
import SemblanceEvaluation
import SemblanceStorage

/// Compares two versions of a collection: whether searches find the same, and whether the one sees photos better than the other.
///
/// Neighbours are compared among the images that both versions have encoded, from the latents that the database holds; both versions'
/// are in memory together, about (5n + 24) bytes each an image. The same latents, models and options give the same report.
public struct ModelComparison: Sendable {
    /// Told of progress, on any task.
    public typealias ProgressHandler = @Sendable (ComparisonProgress) -> Void

    let database: Database
    let records: VersionPair<ModelRecord>
    let loader: ModelLoader
    let options: ComparisonOptions
    let progress: ProgressHandler

    /// How distances are measured where nobody says otherwise.
    static let metric = SearchOptions().metric

    /// - Parameters:
    ///   - first: the version to compare with, as the one that serves
    ///   - second: the version to compare
    ///   - loader: makes the models
    /// - Throws: `incompatible` for versions of two collections, which have no images in common; `invalidArgument` where a number in
    ///   `options` is below its least value
    public init(
        database: Database, first: ModelRecord, second: ModelRecord, loader: @escaping ModelLoader,
        options: ComparisonOptions = ComparisonOptions(), progress: @escaping ProgressHandler = { _ in }
    ) throws {
        try options.validate()
        guard first.collectionID == second.collectionID else {
            throw SemblanceError(
                .incompatible, "\(Self.name(of: first)) and \(Self.name(of: second)) belong to two collections, which share no images",
                advice: "compare versions of one collection")
        }
        self.database = database
        records = VersionPair(first, second)
        self.loader = loader
        self.options = options
        self.progress = progress
    }

    /// Compares.
    ///
    /// - Throws: what the database and the models throw; `CancellationError`
    public func run() async throws -> ComparisonReport {
        let (counts, latents) = try await load()
        let images = latents?.sample(max(options.queries, options.photos), seed: options.seed) ?? []
        let (agreement, changed) = try await compareNeighbours(of: latents, asking: Array(images.prefix(options.queries)))
        let models = options.samples + options.photos > 0 ? try await loadModels() : nil
        let samples = try await drawSamples(models)
        let reconstruction = try await reconstruct(Array(images.prefix(options.photos)), models)
        let findings = ComparisonVerdict.Findings(
            names: names, images: counts, neighbours: agreement, latents: latents?.statistics, samples: samples,
            reconstruction: reconstruction)
        return ComparisonReport(
            images: counts, neighbours: agreement, changed: changed, latents: latents?.statistics, samples: samples,
            reconstruction: reconstruction, verdict: ComparisonVerdict(findings))
    }

    /// How people call the versions.
    private var names: VersionPair<String> { records.map { Self.name(of: $0) } }

    private static func name(of record: ModelRecord) -> String { "\(record.model.name)@\(record.model.version)" }

    func report(_ stage: ComparisonProgress.Stage, _ done: Int, of total: Int) {
        progress(ComparisonProgress(stage: stage, done: done, total: total))
    }
}
