import SemblanceCore

/// A model without an engine: a fixed random projection of pixels to 16 values, and a picture of stripes for 16 values. Equal
/// pixels give equal latents, and different ones different latents, which is all that these tests need of a model.
public struct ProjectingModel: ImageEncoder, ImageGenerator {
    /// As O-GAN has it.
    public let truncation: Float = 0.9
    /// As O-GAN has it.
    public let interpolation = LatentInterpolation.normalized

    /// The side of its images in pixels.
    public static let resolution = 16
    /// n, the length of its latents.
    public static let dimension = 16

    /// Called before each batch is encoded, with its size; may wait or throw.
    public var onEncode: @Sendable (Int) async throws -> Void

    /// As the protocol says.
    public let preprocessing: Preprocessing

    /// - Parameters:
    ///   - crop: which square of a photo it sees
    ///   - onEncode: called before each batch is encoded, with its size; may wait or throw
    public init(crop: PhotoCrop = .center, onEncode: @escaping @Sendable (Int) async throws -> Void = { _ in }) {
        preprocessing = Preprocessing(resolution: Self.resolution, crop: crop)
        self.onEncode = onEncode
    }

    /// As the protocol says.
    public var latentDimension: Int { Self.dimension }
    /// As the protocol says.
    public var normalization: LatentNormalization { .standardized }
    /// As the protocol says.
    public var resolution: Int { Self.resolution }

    private static let weights: [[Float]] = {
        var random = SplitMix64(seed: 11)
        return (0..<dimension).map { _ in random.normal(count: resolution * resolution * 3) }
    }()

    /// As the protocol says.
    public func encode(_ images: [RGBImage]) async throws -> [Latent] {
        try await onEncode(images.count)
        return images.map { image in
            let encoding = Self.weights.map { row in zip(row, image.pixels).reduce(Float(0)) { $0 + $1.0 * Float($1.1) / 255 } }
            return Latent(encoding: encoding, normalization: .standardized, realism: VectorStatistics(encoding).average)
        }
    }

    /// As the protocol says.
    public func generate(_ latents: [[Float]], truncation: Float) async throws -> [RGBImage] {
        latents.map { latent in
            let pixels = (0..<(resolution * resolution * 3)).map { UInt8(min(max(128 + 40 * truncation * latent[$0 % 16], 0), 255)) }
            return RGBImage(width: resolution, height: resolution, pixels: pixels)
        }
    }

    /// As the protocol says.
    public func sample(count: Int, seed: UInt64, truncation: Float) async throws -> [RGBImage] {
        var random = SplitMix64(seed: seed)
        return try await generate((0..<count).map { _ in random.normal(count: latentDimension) }, truncation: truncation)
    }
}
