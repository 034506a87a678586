import SemblanceCore

/// A model without an engine, whose answers are known: it keeps 8 grey bands, and no more, of an image of 16 × 16.
///
/// G paints value i of a latent onto rows 2i and 2i + 1 as 128 + 32 v; E reads the bands' means back. So E(G(z)) is z, up to
/// rounding and what clamping takes from the few values beyond ±4, and a mirrored image is the same to it.
struct FakeModel: ImageEncoder, ImageGenerator {
    let truncation: Float = 0.9
    let interpolation = LatentInterpolation.normalized
    /// Whether E answers the same for all images.
    var isCollapsed = false

    var preprocessing: Preprocessing { Preprocessing(resolution: resolution) }
    var latentDimension: Int { 8 }
    var normalization: LatentNormalization { .standardized }
    var resolution: Int { 16 }

    func encode(_ images: [RGBImage]) async throws -> [Latent] {
        images.map { image in
            let bands = (0..<8).map { band -> Float in
                let pixels = image.pixels[band * 96..<(band + 1) * 96]
                return pixels.reduce(Float(0)) { $0 + Float($1) } / 96
            }
            return Latent(encoding: isCollapsed ? [1, 2, 3, 4, 5, 6, 7, 9] : bands, normalization: normalization, realism: nil)
        }
    }

    func generate(_ latents: [[Float]], truncation: Float) async throws -> [RGBImage] {
        latents.map { latent in
            let pixels = latent.flatMap { value in
                [UInt8](repeating: UInt8(min(max((128 + 32 * value * truncation).rounded(), 0), 255)), count: 96)
            }
            return RGBImage(width: 16, height: 16, pixels: pixels)
        }
    }

    func sample(count: Int, seed: UInt64, truncation: Float) async throws -> [RGBImage] {
        var random = SplitMix64(seed: seed)
        return try await generate((0..<count).map { _ in random.normal(count: 8) }, truncation: truncation)
    }
}
