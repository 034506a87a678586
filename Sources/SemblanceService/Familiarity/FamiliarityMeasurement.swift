import Foundation
import SemblanceCore
import SemblanceImaging
import SemblanceStorage

/// Measures what is usual among a corpus, and keeps it with the model version.
///
/// The critic's scores are those of all latents; the round trip is that of a sample, whose photos are the thumbnails. It takes seconds, and
/// has to be done again once the corpus has changed by a quarter; a version that was imported with quantiles keeps those. Any number of
/// processes may do it at once: the last one's is kept.
public struct FamiliarityMeasurement: Sendable {
    /// The most photos that make the round trip.
    public static let sampleSize = 2000
    /// Which photos those are.
    private static let seed: Int64 = 1
    /// Photos that are under way together.
    private static let batch = 128

    private let database: Database

    /// Measures in a database.
    public init(database: Database) { self.database = database }

    /// What is kept with a version and still describes its corpus; nil where it has to be measured, and where nothing is indexed.
    public func current(of record: ModelRecord) async throws -> FamiliarityQuantiles? {
        // What a newer program kept is measured again.
        guard let text = try await database.models.familiarity(of: record.id),
            let kept = try? text.decode(as: FamiliarityQuantiles.self)
        else { return nil }
        return kept.describes(count: try await database.latents.count(model: record.id)) ? kept : nil
    }

    /// The critic's scores of a sample of a version's corpus, for where its latents are not read.
    func sampledScores(of record: ModelRecord) async throws -> [Float] {
        let sample = try await database.latents.sample(Self.sampleSize, of: record.id, seed: Self.seed)
        return try await database.latents.find(images: sample, model: record.id).values.compactMap(\.realism)
    }

    /// What is usual among a version's corpus: read where it is known, else measured and kept.
    ///
    /// - Parameters:
    ///   - model: the version, loaded
    ///   - onProgress: told after every batch how many of how many photos have made the round trip
    /// - Throws: what the model and the database throw; `notFound` where the version is deleted meanwhile; `CancellationError`
    public func quantiles(
        of record: ModelRecord, model: ImageModel, onProgress: @escaping @Sendable (_ done: Int, _ total: Int) -> Void = { _, _ in }
    ) async throws -> FamiliarityQuantiles {
        if let kept = try await current(of: record) { return kept }
        let measured = try await measure(record, model, onProgress)
        try await database.models.setFamiliarity(try JSONText(encoding: measured), of: record.id)
        return measured
    }

    /// The share of a sample of a version's corpus that looks unlike what the version has learned from.
    ///
    /// - Returns: nil where the version has no quantiles from elsewhere, or has encoded nothing: a corpus is like itself
    /// - Throws: as `quantiles(of:model:onProgress:)`
    public func unlikeShare(
        of record: ModelRecord, model: ImageModel, onProgress: @escaping @Sendable (_ done: Int, _ total: Int) -> Void = { _, _ in }
    ) async throws -> Double? {
        guard let known = try await current(of: record), known.isInherited else { return nil }
        let familiarity = Familiarity(known)
        let trips = try await sampledTrips(record, model, onProgress)
        guard !trips.isEmpty else { return nil }
        let strange = trips.count { Familiarity.isUnlike(familiarity.of(realism: $0.realism, roundTrip: $0.trip)) }
        return Double(strange) / Double(trips.count)
    }

    private func measure(
        _ record: ModelRecord, _ model: ImageModel, _ onProgress: @Sendable (Int, Int) -> Void
    ) async throws -> FamiliarityQuantiles {
        let count = try await database.latents.count(model: record.id)
        let realism = try await database.latents.realism(model: record.id)
        let trips = try await sampledTrips(record, model, onProgress)
        return FamiliarityQuantiles(realism: realism, roundTrips: trips.map(\.trip), count: count)
    }

    /// The round trips of a sample, and what the critic says of its photos.
    private func sampledTrips(
        _ record: ModelRecord, _ model: ImageModel, _ onProgress: @Sendable (Int, Int) -> Void
    ) async throws -> [(realism: Float?, trip: RoundTrip)] {
        let preprocessor = try Preprocessor(model.preprocessing)
        let sample = try await database.latents.sample(Self.sampleSize, of: record.id, seed: Self.seed)
        var trips: [(realism: Float?, trip: RoundTrip)] = []
        for start in stride(from: 0, to: sample.count, by: Self.batch) {
            try Task.checkCancellation()
            let ids = Array(sample[start..<min(start + Self.batch, sample.count)])
            let latents = try await database.latents.find(images: ids, model: record.id)
            let thumbnails = try await database.images.thumbnails(of: ids)
            // An image that was deleted meanwhile is passed over.
            let found = ids.compactMap { id in latents[id].flatMap { latent in thumbnails[id].map { (latent: latent, thumbnail: $0) } } }
            let present = try await concurrentMap(found, width: ProcessInfo.processInfo.activeProcessorCount) {
                (latent: $0.latent, photo: try preprocessor.prepare($0.thumbnail))
            }
            let measured = try await RoundTrip.measure(present.map(\.photo), latents: present.map(\.latent), by: model)
            trips += zip(present, measured).map { (realism: $0.latent.realism, trip: $1) }
            onProgress(start + ids.count, sample.count)
        }
        return trips
    }
}
