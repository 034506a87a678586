import SemblanceCore
import SemblanceService

/// A model without an engine: a fixed random projection of pixels to 16 values, and a picture of stripes for 16 values. Equal
/// pixels give equal latents, and different ones different latents, which is all that these tests need of a model.
struct ProjectingModel: ImageEncoder, ImageGenerator {
    let truncation: Float = 0.9

    static let resolution = 16
    static let dimension = 16

    /// Called before each batch is encoded, with its size; may wait or throw.
    var onEncode: @Sendable (Int) async throws -> Void = { _ in }

    var preprocessing: Preprocessing { Preprocessing(resolution: Self.resolution) }
    var latentDimension: Int { Self.dimension }
    var normalization: LatentNormalization { .standardized }
    var resolution: Int { Self.resolution }

    private static let weights: [[Float]] = {
        var random = SplitMix64(seed: 11)
        return (0..<dimension).map { _ in random.normal(count: resolution * resolution * 3) }
    }()

    func encode(_ images: [RGBImage]) async throws -> [Latent] {
        try await onEncode(images.count)
        return images.map { image in
            let encoding = Self.weights.map { row in zip(row, image.pixels).reduce(Float(0)) { $0 + $1.0 * Float($1.1) / 255 } }
            return Latent(encoding: encoding, normalization: .standardized, realism: VectorStatistics(encoding).average)
        }
    }

    func generate(_ latents: [[Float]], truncation: Float) async throws -> [RGBImage] {
        latents.map { latent in
            let pixels = (0..<(resolution * resolution * 3)).map { UInt8(min(max(128 + 40 * truncation * latent[$0 % 16], 0), 255)) }
            return RGBImage(width: resolution, height: resolution, pixels: pixels)
        }
    }

    func sample(count: Int, seed: UInt64, truncation: Float) async throws -> [RGBImage] {
        var random = SplitMix64(seed: seed)
        return try await generate((0..<count).map { _ in random.normal(count: latentDimension) }, truncation: truncation)
    }
}
