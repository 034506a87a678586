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
        (self.means, self.deviations) = (means, deviations)
        dead = deviations.count { $0 < Self.deadDeviation }
    }
}
