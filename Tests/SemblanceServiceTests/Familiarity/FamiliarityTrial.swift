import SemblanceCore
import SemblanceImaging
import SemblanceService

/// A model, and what is usual among pictures that it has learned from.
struct FamiliarityTrial {
    private let model: ImageModel
    private let preprocessor: Preprocessor
    private let familiarity: Familiarity

    /// Measures what is usual.
    init(model: ImageModel, corpus: [RGBImage]) async throws {
        self.model = model
        preprocessor = try Preprocessor(model.preprocessing)
        let (latents, trips) = try await Self.trips(of: corpus, model, preprocessor)
        familiarity = Familiarity(
            FamiliarityQuantiles(realism: latents.compactMap(\.realism), roundTrips: trips, count: latents.count))
    }

    /// The familiarity of some pictures, with the round trip.
    func scores(of pictures: [RGBImage]) async throws -> [Float] {
        let (latents, trips) = try await Self.trips(of: pictures, model, preprocessor)
        return zip(latents, trips).compactMap { familiarity.of(realism: $0.realism, roundTrip: $1) }
    }

    private static func trips(
        of pictures: [RGBImage], _ model: ImageModel, _ preprocessor: Preprocessor
    ) async throws -> (latents: [Latent], trips: [RoundTrip]) {
        let photos = try pictures.map { try preprocessor.prepare($0) }
        let latents = try await model.encode(photos)
        return (latents, try await RoundTrip.measure(photos, latents: latents, by: model))
    }
}
