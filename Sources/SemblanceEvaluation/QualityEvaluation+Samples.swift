import SemblanceCore

extension QualityEvaluation {
    /// Draws z ~ N(0, I), the same for all that draw, generates without truncation, and encodes the 8-bit pictures. The model's, which is the
    /// first, are kept for distances and to be shown.
    func measureSamples(
        _ measurements: inout [Measurement], _ distances: inout PictureDistances?, _ pictures: inout QualityPictures?
    ) async throws {
        let drawing = measurements.indices.filter { measurements[$0].drawsSamples && measurements[$0].generator != nil }
        var done = 0
        for index in drawing where options.samples > 0 {
            let (encoder, generator) = (measurements[index].encoder, measurements[index].generator)
            guard let generator else { continue }
            var random = SplitMix64(seed: options.seed, stream: 1)
            var (latents, encodings): ([[Float]], [[Float]]) = ([], [])
            while latents.count < options.samples {
                try Task.checkCancellation()
                let z = (0..<min(Self.batch, options.samples - latents.count)).map { _ in
                    random.normal(count: generator.latentDimension)
                }
                let images = try await generator.generate(z, truncation: 1)
                if let encoder { encodings += try await encoder.encode(images).map { encoder.normalization.coordinates(of: $0) } }
                latents += z
                if index == 0 {
                    if let missing = distances.map({ $0.wanted - $0.samples.count }), missing > 0 {
                        try await distances?.samples.add(Array(images.prefix(missing)), threads: options.threads)
                    }
                    pictures?.add(samples: images)
                }
                done += z.count
                report(.samples, done, of: drawing.count * options.samples)
            }
            measurements[index].samples = Measurement.SampleFigures(
                count: latents.count, correlation: encoder == nil ? nil : LatentCorrelation.mean(latents, encodings),
                meanCosine: LatentCollapse.meanPairwiseCosine(encodings))
        }
    }
}
