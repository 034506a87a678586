import SemblanceTensor

/// Changes images at random, each on its own, in a way that gradients pass through (DiffAugment, Zhao et al., arXiv 2006.10738).
@TensorActor
struct Augmenter {
    private let ranges: AugmentationRanges
    private let probability: Double

    /// - Parameter probability: of each operation on each image
    init(_ ranges: AugmentationRanges, probability: Double) {
        self.ranges = ranges
        self.probability = probability
    }

    /// Changed copies; the images themselves where there is nothing to do.
    ///
    /// - Parameter images: [batch, 3, side, side] in [−1, 1]; the result may leave that range
    func callAsFunction(_ images: Tensor, noise: any NoiseSource) throws -> Tensor {
        guard ranges != AugmentationRanges(), probability > 0 else { return images }
        let (count, side) = (images.shape[0], images.shape[2])
        let draws = try noise.uniform([count, AugmentationDraw.uniforms]).floats()
        let drawn = (0..<count).map { index in
            let start = index * AugmentationDraw.uniforms
            return AugmentationDraw(ranges, probability, Array(draws[start..<(start + AugmentationDraw.uniforms)]))
        }
        func column(_ value: (AugmentationDraw) -> Double) throws -> Tensor {
            try Tensor(drawn.map { Float(value($0)) }, shape: [count, 1, 1, 1]).moved(to: images.device)
        }

        var x = images
        if ranges.isGeometric {
            let theta = try Tensor(drawn.flatMap(\.affine), shape: [count, 2, 3]).moved(to: images.device)
            x = try x.sampled(affine: theta)
        }
        if ranges.brightness > 0 { x = try x + column(\.brightness) }
        if ranges.saturation != nil {
            let grey = try x.mean([1], keep: true)
            x = try (x - grey) * column(\.saturation) + grey
        }
        if ranges.contrast != nil {
            let mean = try x.mean([1, 2, 3], keep: true)
            x = try (x - mean) * column(\.contrast) + mean
        }
        if ranges.cutout > 0 {
            let mask = try Tensor(drawn.flatMap { $0.mask(side: side, cutout: ranges.cutout) }, shape: [count, 1, side, side])
            x = try x * mask.moved(to: images.device)
        }
        return try x.channelsLast()
    }
}
