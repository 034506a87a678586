/// What an encoder says of one image: the vector that is stored and compared, and what normalising took away from it.
public struct Latent: Sendable, Equatable {
    /// The normalised vector, n values: N(E(x)) for `standardized`, E(x) / ‖E(x)‖ for `unitLength`.
    public let vector: [Float]
    /// avg(E(x)) before normalising.
    public let average: Float
    /// std(E(x)) before normalising.
    public let deviation: Float
    /// ‖E(x)‖ before normalising.
    public let norm: Float
    /// The critic's score of the image, turned so that higher is more real; nil where the objective has no critic.
    public let realism: Float?

    /// A latent as it comes out of storage.
    public init(vector: [Float], average: Float, deviation: Float, norm: Float, realism: Float?) {
        self.vector = vector
        self.average = average
        self.deviation = deviation
        self.norm = norm
        self.realism = realism
    }

    /// Normalises the output of an encoder.
    ///
    /// - Parameters:
    ///   - encoding: E(x), n ≥ 3 finite values
    ///   - normalization: what the objective does with them
    ///   - realism: the critic's score, higher is more real
    public init(encoding: [Float], normalization: LatentNormalization, realism: Float?) {
        let statistics = VectorStatistics(encoding)
        self.init(
            vector: normalization.apply(encoding), average: statistics.average, deviation: statistics.deviation,
            norm: statistics.norm, realism: realism)
    }
}

/// avg, std and length of a vector, in the notation of the O-GAN paper (Su, arXiv 1903.01931).
public struct VectorStatistics: Sendable, Equatable {
    /// Σ vᵢ / n
    public let average: Float
    /// √(Σ (vᵢ − avg)² / n)
    public let deviation: Float
    /// √(Σ vᵢ²)
    public let norm: Float

    /// Sums in double precision.
    public init(_ vector: [Float]) {
        let count = Double(max(vector.count, 1))
        let average = vector.reduce(0.0) { $0 + Double($1) } / count
        let variance = vector.reduce(0.0) { $0 + (Double($1) - average) * (Double($1) - average) } / count
        self.average = Float(average)
        self.deviation = Float(variance.squareRoot())
        self.norm = Float(vector.reduce(0.0) { $0 + Double($1) * Double($1) }.squareRoot())
    }
}
