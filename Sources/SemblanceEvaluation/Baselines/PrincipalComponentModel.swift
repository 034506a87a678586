import COpenBLAS
import SemblanceCore

/// Principal components as an encoder and a generator: what latents without learning are worth.
///
/// E(x) are the coordinates of x along the components, divided by the component's deviation where they are whitened; G(v) is the mean image
/// plus the components times v. Coordinates beyond the components that there are, are 0.
struct PrincipalComponentModel: ImageEncoder, ImageGenerator {
    let analysis: PrincipalComponentAnalysis
    let preprocessing: Preprocessing
    let latentDimension: Int
    let isWhitened: Bool

    var normalization: LatentNormalization { .unitLength }
    var resolution: Int { preprocessing.resolution }
    var truncation: Float { 1 }
    var interpolation: LatentInterpolation { .linear }

    /// The coordinates of each image.
    func encode(_ images: [RGBImage]) async throws -> [Latent] {
        let (pixels, count) = (analysis.mean.count, analysis.variances.count)
        guard images.allSatisfy({ $0.width == resolution && $0.height == resolution }) else {
            throw SemblanceError(.invalidArgument, "these components encode images of \(resolution)×\(resolution) px")
        }
        var rows = [Float](repeating: 0, count: images.count * pixels)
        rows.withUnsafeMutableBufferPointer { rows in
            for (index, image) in images.enumerated() {
                PixelMatrix.centre(
                    image, analysis.mean, into: UnsafeMutableBufferPointer(rebasing: rows[index * pixels..<(index + 1) * pixels]))
            }
        }
        var coordinates = [Float](repeating: 0, count: images.count * count)
        if !images.isEmpty, count > 0 {
            openblas_set_num_threads(1)
            cblas_sgemm(
                CblasRowMajor, CblasNoTrans, CblasTrans, Int32(images.count), Int32(count), Int32(pixels), 1, rows, Int32(pixels),
                analysis.components, Int32(pixels), 0, &coordinates, Int32(count))
        }
        let scales = scales
        return images.indices.map { image in
            let own = (0..<latentDimension).map { $0 < count ? coordinates[image * count + $0] / scales[$0] : 0 }
            return Latent(encoding: own, normalization: normalization, realism: nil)
        }
    }

    /// The mean image plus the components times each vector.
    func generate(_ latents: [[Float]], truncation: Float) async throws -> [RGBImage] {
        let (pixels, count) = (analysis.mean.count, analysis.variances.count)
        guard latents.allSatisfy({ $0.count == latentDimension }) else {
            throw SemblanceError(.invalidArgument, "these components' coordinates are \(latentDimension) values")
        }
        let scales = scales
        let factors = latents.flatMap { latent in (0..<count).map { latent[$0] * scales[$0] * truncation } }
        var values = [Float](repeating: 0, count: latents.count * pixels)
        if !latents.isEmpty, count > 0 {
            openblas_set_num_threads(1)
            cblas_sgemm(
                CblasRowMajor, CblasNoTrans, CblasNoTrans, Int32(latents.count), Int32(pixels), Int32(count), 1, factors, Int32(count),
                analysis.components, Int32(pixels), 0, &values, Int32(pixels))
        }
        return latents.indices.map { image in
            let bytes = (0..<pixels).map { index in
                let value = (values[image * pixels + index] + analysis.mean[index] + 1) * 127.5
                return UInt8(min(max(value.rounded(), 0), 255))
            }
            return RGBImage(width: resolution, height: resolution, pixels: bytes)
        }
    }

    /// Images of coordinates that are normally distributed with the components' variances.
    func sample(count: Int, seed: UInt64, truncation: Float) async throws -> [RGBImage] {
        var random = SplitMix64(seed: seed)
        let deviations = analysis.variances.map { Float($0.squareRoot()) }
        let latents = (0..<count).map { _ in
            zip(random.normal(count: latentDimension), 0..<latentDimension).map { value, index in
                isWhitened || index >= deviations.count ? value : value * deviations[index]
            }
        }
        return try await generate(latents, truncation: truncation)
    }

    /// What a coordinate along each component is divided by.
    private var scales: [Float] {
        analysis.variances.map { isWhitened ? Float(max($0.squareRoot(), .leastNormalMagnitude)) : 1 }
    }
}
