import SemblanceCore

/// How well photos of one person find each other.
public struct IdentityRetrieval: Sendable, Equatable, Encodable {
    /// The share of queries whose nearest photo shows the same person.
    public let recallAt1: Double
    /// The mean average precision over the ranking of all other photos.
    public let map: Double
    /// How many photos were asked for: those with another photo of their person.
    public let queries: Int
    /// How many photos of known persons were left out as queries, for want of another photo.
    public let leftOut: Int

    private enum CodingKeys: String, CodingKey {
        case recallAt1 = "recall_at_1"
        case map, queries, leftOut
    }

    /// What came of one query.
    struct Outcome: Sendable {
        /// The photo that was asked for, by position.
        let index: Int
        /// Whether its nearest photo shows the same person.
        let isFirst: Bool
        /// The average precision of its ranking.
        let precision: Double
    }

    /// Asks for every photo of a person who has two or more.
    ///
    /// - Parameters:
    ///   - identities: one a photo, nil where nobody knows
    ///   - neighbours: the nearest of each photo by position, itself left out
    ///   - ranking: the latents' order
    ///   - threads: how many threads may be used
    ///   - progress: told how many queries are done, of how many
    static func outcomes(
        identities: [String?], neighbours: [[Int]], ranking: LatentRanking, threads: Int,
        progress: @Sendable (_ done: Int, _ total: Int) -> Void = { _, _ in }
    ) async throws -> [Outcome] {
        var members: [String: [Int]] = [:]
        for (index, identity) in identities.enumerated() {
            if let identity { members[identity, default: []].append(index) }
        }
        let queries = members.values.filter { $0.count > 1 }.flatMap { group in
            group.map { index in LatentRanking.Query(index: index, relevant: group.filter { $0 != index }) }
        }.sorted { $0.index < $1.index }
        let precisions = try await ranking.averagePrecisions(of: queries, threads: threads) { progress($0, queries.count) }
        return zip(queries, precisions).map { query, precision in
            let nearest = neighbours[query.index].first
            return Outcome(
                index: query.index, isFirst: nearest.map { identities[$0] == identities[query.index] } ?? false, precision: precision)
        }
    }

    /// The figures of all queries; nil where no person has two photos.
    ///
    /// - Parameter known: how many photos there are of persons who are known
    init?(_ outcomes: [Outcome], known: Int) {
        guard let all = IdentityGroup(outcomes) else { return nil }
        (recallAt1, map, queries, leftOut) = (all.recallAt1, all.map, all.queries, known - all.queries)
    }
}
