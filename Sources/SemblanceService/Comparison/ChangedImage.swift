/// What became of an image's nearest neighbours from one model version to another.
public struct ChangedImage: Sendable, Equatable, Encodable {
    /// The image.
    public let id: Int64
    /// How many of its nearest are the same.
    public let overlap: Int
    /// Spearman's ρ of its neighbours' order; nil where there is no order.
    public let correlation: Double?
    /// Its nearest in each version, nearest first.
    public let neighbours: VersionPair<[Int64]>
    /// Where each version's nearest stand in the other version: the first's in the second's order, and the second's in the first's.
    public let ranks: VersionPair<[Int]>
    /// Where the image was found; nil where that is not known.
    public internal(set) var source: String?

    /// - Parameters:
    ///   - neighbours: its nearest in each version, nearest first, as many in the one as in the other
    ///   - ranks: where those of each stand in the other version's order of all images, 1 for the nearest
    init(id: Int64, neighbours: VersionPair<[Int64]>, ranks: VersionPair<[Int]>) {
        (self.id, self.neighbours, self.ranks) = (id, neighbours, ranks)
        let listed = Set(neighbours.first)
        overlap = neighbours.second.count(where: listed.contains)
        correlation = NeighbourAgreement.correlation(neighbours, ranks)
    }

    /// Whether more has become of this image's neighbours than of another's: by overlap, then correlation, then id.
    func isChangedMore(than other: ChangedImage) -> Bool {
        (overlap, correlation ?? 1, id) < (other.overlap, other.correlation ?? 1, other.id)
    }

    /// A null stands for what is not known.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(id, forKey: .id)
        try container.encode(source, forKey: .source)
        try container.encode(overlap, forKey: .overlap)
        try container.encode(correlation, forKey: .correlation)
        try container.encode(neighbours, forKey: .neighbours)
        try container.encode(ranks, forKey: .ranks)
    }

    private enum CodingKeys: String, CodingKey { case id, source, overlap, correlation, neighbours, ranks }
}
