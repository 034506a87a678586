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

    /// Above this mean cosine latents count as collapsed: those of a sound model point everywhere.
    public static let alarm = 0.5

    /// The mean cosine over all pairs of different rows, (‖Σ u‖² − Σ ‖u‖²) / (N (N − 1)) for rows u of unit length.
    ///
    /// - Returns: nil for fewer than two rows.
    public static func meanPairwiseCosine(_ rows: [[Float]]) -> Double? {
        rows.first.flatMap { meanPairwiseCosine(rows: rows.flatMap { $0 }, dimension: $0.count) }
    }

    /// As `meanPairwiseCosine(_:)`, of rows that lie one after another.
    ///
    /// - Parameter dimension: the length of a row
    static func meanPairwiseCosine(rows: [Float], dimension: Int) -> Double? {
        let count = dimension > 0 ? rows.count / dimension : 0
        guard count > 1 else { return nil }
        var sum = [Double](repeating: 0, count: dimension)
        var own = 0.0
        rows.withUnsafeBufferPointer { rows in
            for start in stride(from: 0, to: rows.count, by: dimension) {
                var square = 0.0
                for index in start..<start + dimension { square += Double(rows[index]) * Double(rows[index]) }
                // A vector of length zero has no direction: its cosine with anything counts as 0.
                guard square > 0 else { continue }
                let norm = square.squareRoot()
                own += 1
                for index in 0..<dimension { sum[index] += Double(rows[start + index]) / norm }
            }
        }
        let together = sum.reduce(0) { $0 + $1 * $1 }
        return (together - own) / (Double(count) * Double(count - 1))
    }
}
