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
