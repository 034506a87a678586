/// What latents are like as a whole: whether they point everywhere, and how they spread along each dimension.
public struct LatentStatistics: Sendable, Equatable, Encodable {
    /// How many latents were looked at.
    public let images: Int
    /// The mean cosine of pairs; near 0 is good, near 1 is collapse. Nil for fewer than two.
    public let meanCosine: Double?
    /// How they spread along each dimension; nil for none.
    public let dimensions: LatentDimensions?

    /// - Parameters:
    ///   - rows: the latents' coordinates, one after another
    ///   - dimension: n ≥ 1
    public init(rows: [Float], dimension: Int) {
        precondition(dimension >= 1 && rows.count % dimension == 0, "whole rows")
        images = rows.count / dimension
        meanCosine = LatentCollapse.meanPairwiseCosine(rows: rows, dimension: dimension)
        dimensions = LatentDimensions(rows: rows, dimension: dimension)
    }

    /// A null stands for what was not measured.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(images, forKey: .images)
        try container.encode(meanCosine, forKey: .meanCosine)
        try container.encode(dimensions, forKey: .dimensions)
    }

    private enum CodingKeys: String, CodingKey { case images, meanCosine, dimensions }
}
