import SemblanceCore

/// Whether latents fill their space: what an encoder that has collapsed cannot hide.
public struct LatentCollapse: Sendable, Equatable, Encodable {
    /// The mean cosine of pairs of E(G(z)), z fresh; near 0 is good, near 1 is collapse. Nil where there are none.
    public let samples: Double?
    /// The mean cosine of pairs of the corpus's latents. Nil where there are none.
    public let corpus: Double?
    /// How the corpus's latents spread along each dimension. Nil where there are none.
    public let dimensions: LatentDimensions?

    /// A null stands for what was not measured.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(samples, forKey: .samples)
        try container.encode(corpus, forKey: .corpus)
        try container.encode(dimensions, forKey: .dimensions)
    }

    private enum CodingKeys: String, CodingKey { case samples, corpus, dimensions }

    /// The mean cosine over all pairs of different rows, (‖Σ u‖² − Σ ‖u‖²) / (N (N − 1)) for rows u of unit length.
    ///
    /// - Returns: nil for fewer than two rows.
    public static func meanPairwiseCosine(_ rows: [[Float]]) -> Double? {
        guard rows.count > 1, let dimension = rows.first?.count else { return nil }
        var sum = [Double](repeating: 0, count: dimension)
        var own = 0.0
        for row in rows {
            let norm = row.reduce(0.0) { $0 + Double($1) * Double($1) }.squareRoot()
            // A vector of length zero has no direction: its cosine with anything counts as 0.
            guard norm > 0 else { continue }
            own += 1
            for index in 0..<dimension { sum[index] += Double(row[index]) / norm }
        }
        let together = sum.reduce(0) { $0 + $1 * $1 }
        return (together - own) / Double(rows.count * (rows.count - 1))
    }
}

/// Mean and deviation of latents along each dimension, and their extremes.
public struct LatentDimensions: Sendable, Equatable, Encodable {
    /// The least mean of a dimension.
    public let meanMin: Double
    /// The greatest mean of a dimension.
    public let meanMax: Double
    /// The least standard deviation of a dimension.
    public let deviationMin: Double
    /// The greatest standard deviation of a dimension.
    public let deviationMax: Double
    /// How many dimensions deviate by less than `deadDeviation`: they tell photos apart no more.
    public let dead: Int

    /// Below this a dimension counts as dead; a standardised latent's dimensions deviate by 1 on average.
    public static let deadDeviation = 0.05

    /// - Parameter rows: latents as their method normalises them, at least one; nil for none
    init?(_ rows: [[Float]]) {
        guard let dimension = rows.first?.count, dimension > 0 else { return nil }
        let count = Double(rows.count)
        var means = [Double](repeating: 0, count: dimension)
        for row in rows { for index in 0..<dimension { means[index] += Double(row[index]) / count } }
        var variances = [Double](repeating: 0, count: dimension)
        for row in rows {
            for index in 0..<dimension {
                let difference = Double(row[index]) - means[index]
                variances[index] += difference * difference / count
            }
        }
        let deviations = variances.map { $0.squareRoot() }
        guard let meanMin = means.min(), let meanMax = means.max(), let deviationMin = deviations.min(),
            let deviationMax = deviations.max()
        else { return nil }
        (self.meanMin, self.meanMax, self.deviationMin, self.deviationMax) = (meanMin, meanMax, deviationMin, deviationMax)
        dead = deviations.count { $0 < Self.deadDeviation }
    }
}
