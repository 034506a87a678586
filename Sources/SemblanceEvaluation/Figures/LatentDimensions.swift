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
    /// The mean of each dimension.
    public let means: [Double]
    /// The standard deviation of each dimension.
    public let deviations: [Double]

    /// Below this a dimension counts as dead; a standardised latent's dimensions deviate by 1 on average.
    public static let deadDeviation = 0.05

    /// - Parameter rows: latents as their method normalises them, at least one; nil for none
    init?(_ rows: [[Float]]) {
        self.init(rows: rows.flatMap { $0 }, dimension: rows.first?.count ?? 0)
    }

    /// - Parameters:
    ///   - rows: latents as their method normalises them, one after another; nil for none
    ///   - dimension: n
    init?(rows: [Float], dimension: Int) {
        guard dimension > 0, !rows.isEmpty else { return nil }
        let count = Double(rows.count / dimension)
        var means = [Double](repeating: 0, count: dimension)
        var variances = [Double](repeating: 0, count: dimension)
        rows.withUnsafeBufferPointer { rows in
            for start in stride(from: 0, to: rows.count, by: dimension) {
                for index in 0..<dimension { means[index] += Double(rows[start + index]) / count }
            }
            for start in stride(from: 0, to: rows.count, by: dimension) {
                for index in 0..<dimension {
                    let difference = Double(rows[start + index]) - means[index]
                    variances[index] += difference * difference / count
                }
            }
        }
        let deviations = variances.map { $0.squareRoot() }
        guard let meanMin = means.min(), let meanMax = means.max(), let deviationMin = deviations.min(),
            let deviationMax = deviations.max()
        else { return nil }
        (self.meanMin, self.meanMax, self.deviationMin, self.deviationMax) = (meanMin, meanMax, deviationMin, deviationMax)
        (self.means, self.deviations) = (means, deviations)
        dead = deviations.count { $0 < Self.deadDeviation }
    }
}
