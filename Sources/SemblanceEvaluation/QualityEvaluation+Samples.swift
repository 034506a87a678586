import SemblanceCore

extension QualityEvaluation {
    /// What fresh z tell.
    struct SampleFigures {
        var count = 0
        var correlation: Double?
        var meanCosine: Double?
    }

    /// Draws z ~ N(0, I), generates without truncation, and encodes the 8-bit pictures.
    func measureSamples() async throws -> SampleFigures {
        guard let encoder, let generator, options.samples > 0 else { return SampleFigures() }
        var random = SplitMix64(seed: options.seed, stream: 1)
        var (latents, encodings): ([[Float]], [[Float]]) = ([], [])
        while latents.count < options.samples {
            try Task.checkCancellation()
            let z = (0..<min(Self.batch, options.samples - latents.count)).map { _ in random.normal(count: generator.latentDimension) }
            let images = try await generator.generate(z, truncation: 1)
            encodings += try await encoder.encode(images).map { encoder.normalization.coordinates(of: $0) }
            latents += z
            report(.samples, latents.count, of: options.samples)
        }
        return SampleFigures(
            count: latents.count, correlation: LatentCorrelation.mean(latents, encodings),
            meanCosine: LatentCollapse.meanPairwiseCosine(encodings))
    }

    /// Images that are prepared and encoded together.
    static var batch: Int { 256 }
}
