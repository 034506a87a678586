import SemblanceCore
import SemblanceStorage

/// Says how usual photos are among a version's corpus: by the critic at once, by the round trip as soon as that is measured.
public actor FamiliarityGauge {
    /// By the critic alone.
    public nonisolated let byCritic: Familiarity

    private let record: ModelRecord
    private let model: ImageModel
    private let measurement: FamiliarityMeasurement
    private var quantiles: FamiliarityQuantiles?
    private var measuring: Task<FamiliarityQuantiles, any Error>?

    /// - Parameters:
    ///   - scores: the critic's scores of the corpus
    ///   - quantiles: what is kept with the version; nil where that has to be measured
    init(_ record: ModelRecord, model: ImageModel, database: Database, scores: [Float], quantiles: FamiliarityQuantiles?) {
        self.record = record
        self.model = model
        measurement = FamiliarityMeasurement(database: database)
        self.quantiles = quantiles
        byCritic = quantiles.map(Familiarity.init) ?? Familiarity(scores: scores)
    }

    /// By the critic and the round trip. Where that is not measured yet, or the corpus has changed by a quarter since, the caller waits for
    /// it: seconds, once.
    ///
    /// - Parameter count: how many latents there are now
    func whole(count: Int) async throws -> Familiarity {
        if let quantiles, quantiles.describes(count: count) { return Familiarity(quantiles) }
        let task = measuring ?? Task { [measurement, record, model] in try await measurement.quantiles(of: record, model: model) }
        measuring = task
        defer { measuring = nil }
        let measured = try await task.value
        quantiles = measured
        return Familiarity(measured)
    }
}
