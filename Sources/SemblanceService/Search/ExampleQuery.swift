import SemblanceCore

/// One query of several examples, after Rocchio (1971): towards the mean of those that are right, and a little away from the mean of
/// those that are wrong.
enum ExampleQuery {
    /// How much the right ones count, and the wrong ones, as Manning, Raghavan and Schütze have them (Introduction to Information
    /// Retrieval, 2008, 9.1.1).
    private static let (towards, away): (Float, Float) = (0.75, 0.15)

    /// The query's coordinates: of the length that those of the right examples have on average.
    ///
    /// - Parameters:
    ///   - positive: coordinates of the examples that are right, at least one
    ///   - negative: coordinates of those that are wrong
    ///   - normalization: what the version does with encodings
    static func coordinates(positive: [[Float]], negative: [[Float]], normalization: LatentNormalization) -> [Float] {
        let right = mean(positive)
        let wrong = negative.isEmpty ? [Float](repeating: 0, count: right.count) : mean(negative)
        let mixed = zip(right, wrong).map { towards * $0 - away * $1 }
        let normalised = normalization.apply(mixed)
        guard normalization == .unitLength else { return normalised }
        let length = positive.reduce(Float(0)) { $0 + VectorStatistics($1).norm } / Float(positive.count)
        return normalised.map { $0 * length }
    }

    private static func mean(_ vectors: [[Float]]) -> [Float] {
        vectors[0].indices.map { index in vectors.reduce(Float(0)) { $0 + $1[index] } / Float(vectors.count) }
    }
}
