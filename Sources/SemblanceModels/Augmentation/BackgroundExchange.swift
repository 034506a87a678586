import SemblanceTensor

/// Gives photos the surroundings of others: what lies outside an ellipse about the middle comes from the next photo of the batch, softly. A
/// photo cannot be told from others by its background then (Ryali et al., "Characterizing and Improving the Robustness of Self-Supervised
/// Learning through Background Augmentations", arXiv 2103.12719), which is what search should not go by.
@TensorActor
struct BackgroundExchange {
    /// How many uniform numbers an image takes.
    private static let uniforms = 3
    /// Half the ellipse's width and height, as shares of the side.
    private static let (width, height) = (0.26...0.36, 0.34...0.46)
    /// Where its middle lies: a little below the picture's, as the middle of a face does.
    private static let middle = (x: 0.5, y: 0.54)
    /// How much of its radius the edge takes.
    private static let softness = 0.25

    /// The share of the photos that it happens to.
    let probability: Double

    /// - Parameter images: [batch, 3, side, side]
    func callAsFunction(_ images: Tensor, noise: any NoiseSource) throws -> Tensor {
        let (count, side) = (images.shape[0], images.shape[2])
        guard count > 1 else { return images }
        let draws = try noise.uniform([count, Self.uniforms]).floats()
        var kept: [Float] = []
        kept.reserveCapacity(count * side * side)
        for index in 0..<count {
            let u = draws[(index * Self.uniforms)..<((index + 1) * Self.uniforms)].map(Double.init)
            kept += u[0] < probability ? Self.ellipse(side, u[1], u[2]) : [Float](repeating: 1, count: side * side)
        }
        let mask = try Tensor(kept, shape: [count, 1, side, side]).moved(to: images.device)
        let others = try Tensor.concatenated(
            [images.narrowed(0, from: 1, length: count - 1), images.narrowed(0, from: 0, length: 1)], along: 0)
        return try others + mask * (images - others)
    }

    /// 1 inside, 0 outside.
    private static func ellipse(_ side: Int, _ u: Double, _ v: Double) -> [Float] {
        func between(_ range: ClosedRange<Double>, _ u: Double) -> Double { range.lowerBound + u * (range.upperBound - range.lowerBound) }
        let (a, b) = (between(width, u), between(height, v))
        return (0..<(side * side)).map { place in
            let x = (Double(place % side) + 0.5) / Double(side) - middle.x
            let y = (Double(place / side) + 0.5) / Double(side) - middle.y
            let radius = ((x / a) * (x / a) + (y / b) * (y / b)).squareRoot()
            return Float(min(max((1 + softness / 2 - radius) / softness, 0), 1))
        }
    }
}
