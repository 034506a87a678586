import SemblanceCore
import SemblanceEvaluation

/// How far two model versions agree on which images are alike, over a sample of images.
public struct NeighbourAgreement: Sendable, Equatable, Encodable {
    /// How many images were asked.
    public let queries: Int
    /// How many neighbours were compared: 10, or all others where there are fewer.
    public let neighbours: Int
    /// How their distances were measured.
    public let metric: Metric
    /// How many of the nearest are the same.
    public let overlap: NeighbourOverlap
    /// The mean of Spearman's ρ over the images; nil where no order could be compared.
    ///
    /// For each image it is taken over the union of both versions' lists. A version ranks every image of the union by where it stands
    /// in that version's order of all common images by distance, then id, the asking image left out; so an image that only the other
    /// version lists has the true rank that it has here, beyond the list. 1 says that both order all alike; two lists of ten that have
    /// nothing in common are each the other's far end, which gives about −0.75.
    public let correlation: Double?
    /// The median, over all images and their neighbours, of where a version's nearest stand in the other version's order: half of
    /// `neighbours` and a half where both list the same, and half of all images where they have nothing to do with each other.
    public let medianRank: Double

    /// - Parameter images: what became of each, at least one
    /// - Returns: nil for none
    init?(_ images: [ChangedImage], neighbours: Int, metric: Metric) {
        guard let overlap = NeighbourOverlap(images.map(\.overlap), k: neighbours) else { return nil }
        queries = images.count
        self.neighbours = neighbours
        self.metric = metric
        self.overlap = overlap
        let correlations = images.compactMap(\.correlation)
        correlation = correlations.isEmpty ? nil : correlations.reduce(0, +) / Double(correlations.count)
        let ranks = images.flatMap { $0.ranks.first + $0.ranks.second }.sorted()
        medianRank = Double(ranks[(ranks.count - 1) / 2] + ranks[ranks.count / 2]) / 2
    }

    /// Spearman's ρ over the union of two lists, as `correlation` says.
    static func correlation(_ neighbours: VersionPair<[Int64]>, _ ranks: VersionPair<[Int]>) -> Double? {
        var positions: [Int64: (first: Int, second: Int)] = [:]
        for (place, image) in neighbours.first.enumerated() { positions[image] = (place + 1, ranks.first[place]) }
        for (place, image) in neighbours.second.enumerated() { positions[image] = (ranks.second[place], place + 1) }
        let union = positions.values.sorted { $0.first < $1.first }
        return RankCorrelation.spearman(union.map { Double($0.first) }, union.map { Double($0.second) })
    }

    /// A null stands for what was not measured.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(queries, forKey: .queries)
        try container.encode(neighbours, forKey: .neighbours)
        try container.encode(metric, forKey: .metric)
        try container.encode(overlap, forKey: .overlap)
        try container.encode(correlation, forKey: .correlation)
        try container.encode(medianRank, forKey: .medianRank)
    }

    private enum CodingKeys: String, CodingKey {
        case queries, neighbours, metric, overlap, correlation
        case medianRank = "median_rank"
    }
}
