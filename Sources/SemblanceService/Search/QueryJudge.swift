import SemblanceCore
import SemblanceStorage

/// Says of a query how usual it is among a version's corpus.
struct QueryJudge: Sendable {
    private let record: ModelRecord
    private let model: ImageModel
    private let measurement: FamiliarityMeasurement
    /// What is kept with the version; where that is not measured yet, the critic's scores alone.
    private let familiarity: Familiarity

    /// Reads what is kept of the corpus.
    init(database: Database, record: ModelRecord, model: ImageModel) async throws {
        self.record = record
        self.model = model
        measurement = FamiliarityMeasurement(database: database)
        if let quantiles = try await measurement.current(of: record) {
            familiarity = Familiarity(quantiles)
        } else {
            familiarity = Familiarity(scores: try await database.latents.realism(model: record.id))
        }
    }

    /// What is known of a query.
    ///
    /// - Parameters:
    ///   - width: of the photo as it is shown
    ///   - height: of the photo as it is shown
    ///   - photo: the photo as the encoder wants it, where it is to make the round trip. The first that does so may have to wait until what is
    ///     usual is measured
    func query(width: Int, height: Int, latent: Latent, photo: RGBImage?) async throws -> SearchReply.Query {
        guard let photo, let trip = try await RoundTrip.measure([photo], latents: [latent], by: model).first else {
            return SearchReply.Query(
                width: width, height: height, realism: latent.realism, familiarity: familiarity.of(realism: latent.realism), roundTrip: nil)
        }
        let usual = Familiarity(try await measurement.quantiles(of: record, model: model))
        return SearchReply.Query(
            width: width, height: height, realism: latent.realism,
            familiarity: usual.of(realism: latent.realism, roundTrip: trip), roundTrip: trip)
    }
}
