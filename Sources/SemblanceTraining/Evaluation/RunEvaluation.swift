import SemblanceCore
import SemblanceEvaluation

/// Measures a model during its training: the same z and the same held-out photos each time, so that figures can be compared.
public struct RunEvaluation: Sendable {
    private let latents: [[Float]]
    private let photos: [RGBImage]

    /// Samples that are measured.
    public static let samples = 256
    /// Held-out photos that are measured, at most.
    public static let maximumPhotos = 256

    /// - Parameters:
    ///   - photos: prepared photos that are not learned from; none for no figure of them
    ///   - latentDimension: n
    ///   - seed: determines z
    public init(photos: [RGBImage], latentDimension: Int, seed: UInt64) {
        var random = SplitMix64(seed: seed)
        latents = (0..<Self.samples).map { _ in random.normal(count: latentDimension) }
        self.photos = Array(photos.prefix(Self.maximumPhotos))
    }

    /// The figures that this model and these photos allow.
    ///
    /// - Parameter encoder: nil for an objective without one
    public func figures(encoder: (any ImageEncoder)?, generator: any ImageGenerator) async throws -> [EvaluationFigure: Float] {
        let samples = try await generator.generate(latents, truncation: 1)
        guard let encoder else { return [.collapse: Self.likeness(of: samples.map { $0.pixels.map(Float.init) })] }
        let found = try await encoder.encode(samples).map(\.vector)
        var figures: [EvaluationFigure: Float] = [
            .collapse: Self.likeness(of: found),
            .correlation: Float(LatentCorrelation.mean(latents, found) ?? 0),
        ]
        if !photos.isEmpty {
            let coordinates = try await encoder.encode(photos).map { encoder.normalization.coordinates(of: $0) }
            let reconstructions = try await generator.generate(coordinates, truncation: generator.truncation)
            figures[.reconstructionL1] = zip(photos, reconstructions).reduce(0) { $0 + Self.difference($1.0, $1.1) } / Float(photos.count)
        }
        return figures
    }

    /// Whether a model's samples are alike that should not be any more. Pixels of sound samples have much in common, where a corpus is
    /// aligned, and latents have not; and in its first 1,000 steps every model draws the mean of its corpus.
    ///
    /// - Parameter collapse: the figure
    static func isCollapsed(_ collapse: Float, step: Int, hasEncoder: Bool) -> Bool {
        step >= 1000 && Double(collapse) > (hasEncoder ? LatentCollapse.alarm : 0.9)
    }

    /// The mean of ρ over all pairs of different vectors; 0 for fewer than two.
    static func likeness(of vectors: [[Float]]) -> Float {
        Float(LatentCollapse.meanPairwiseCosine(vectors.map(LatentNormalization.standardized.apply)) ?? 0)
    }

    private static func difference(_ a: RGBImage, _ b: RGBImage) -> Float {
        let sum = zip(a.pixels, b.pixels).reduce(0) { $0 + abs(Int($1.0) - Int($1.1)) }
        return Float(sum) / Float(255 * max(a.pixels.count, 1))
    }
}
