import SemblanceCore
import SemblanceImaging

/// What is left of a photo that goes through a model and back: x to its latent, the latent to G's picture, the picture to its latent.
///
/// Of what a model knows, both come back. Of a blank page, noise or print G can only make what it has learned to make: its picture has
/// other edges, though E may well find the latent in it again.
public struct RoundTrip: Sendable, Equatable, Codable {
    /// ρ(latent, E(G(latent))), −1 … 1.
    public let latentCorrelation: Float
    /// How well the edges of G(latent) follow the photo's, −1 … 1: `RGBImage.edgeCorrelation(with:)`.
    public let edgeCorrelation: Float

    /// A round trip of known figures.
    public init(latentCorrelation: Float, edgeCorrelation: Float) {
        self.latentCorrelation = latentCorrelation
        self.edgeCorrelation = edgeCorrelation
    }

    /// The round trip of one photo.
    ///
    /// - Parameters:
    ///   - photo: x, as the encoder wants it
    ///   - latent: coordinates of its latent
    ///   - picture: G(latent)
    ///   - returned: coordinates of the picture's latent
    public init(photo: RGBImage, latent: [Float], picture: RGBImage, returned: [Float]) {
        self.init(
            latentCorrelation: pearsonCorrelation(latent, returned), edgeCorrelation: photo.edgeCorrelation(with: picture))
    }

    /// The product of both, 0 … 1; 0 where one of them is negative.
    public var agreement: Float { max(latentCorrelation, 0) * max(edgeCorrelation, 0) }

    /// Sends photos through a model and back.
    ///
    /// - Parameters:
    ///   - photos: as the encoder wants them
    ///   - latents: E(photo) of each
    ///   - model: G draws with its truncation, as for a reconstruction
    /// - Returns: one round trip a photo, in their order
    /// - Throws: what the model throws
    public static func measure(_ photos: [RGBImage], latents: [Latent], by model: ImageModel) async throws -> [RoundTrip] {
        precondition(photos.count == latents.count, "one latent a photo")
        guard !photos.isEmpty else { return [] }
        let coordinates = latents.map { model.normalization.coordinates(of: $0) }
        let pictures = try await model.generate(coordinates, truncation: model.truncation)
        let returned = try await model.encode(pictures)
        return photos.indices.map { index in
            RoundTrip(
                photo: photos[index], latent: coordinates[index], picture: pictures[index],
                returned: model.normalization.coordinates(of: returned[index]))
        }
    }

    enum CodingKeys: String, CodingKey {
        case latentCorrelation = "latent_correlation"
        case edgeCorrelation = "edge_correlation"
    }
}
