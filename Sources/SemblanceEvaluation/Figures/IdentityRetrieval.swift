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

    /// - Parameters:
    ///   - identities: one a photo, nil where nobody knows
    ///   - neighbours: the nearest of each photo by position, itself left out
    ///   - ranking: the latents' order
    ///   - threads: how many threads may be used
    ///   - progress: told how many queries are done, of how many
    /// - Returns: nil where no person has two photos.
    static func measure(
        identities: [String?], neighbours: [[Int]], ranking: LatentRanking, threads: Int,
        progress: @Sendable (_ done: Int, _ total: Int) -> Void = { _, _ in }
    ) async throws -> IdentityRetrieval? {
        var members: [String: [Int]] = [:]
        for (index, identity) in identities.enumerated() {
            if let identity { members[identity, default: []].append(index) }
        }
        let known = members.values.reduce(0) { $0 + $1.count }
        let queries = members.values.filter { $0.count > 1 }.flatMap { group in
            group.map { index in LatentRanking.Query(index: index, relevant: group.filter { $0 != index }) }
        }.sorted { $0.index < $1.index }
        guard !queries.isEmpty else { return nil }
        let first = queries.count { query in
            neighbours[query.index].first.map { identities[$0] == identities[query.index] } ?? false
        }
        let precisions = try await ranking.averagePrecisions(of: queries, threads: threads) { progress($0, queries.count) }
        return IdentityRetrieval(
            recallAt1: Double(first) / Double(queries.count), map: precisions.reduce(0, +) / Double(queries.count), queries: queries.count,
            leftOut: known - queries.count)
    }
}
