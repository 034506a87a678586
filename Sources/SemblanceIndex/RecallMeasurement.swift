import SemblanceCore

/// How many of the true nearest neighbours an index finds.
public struct RecallMeasurement: Sendable, Equatable, Codable {
    /// How many neighbours were asked for.
    public let k: Int
    /// How many queries were asked.
    public let queries: Int
    /// The mean share of the true `k` nearest that were found, in 0 … 1.
    public let recall: Double
    /// The share of the worst query.
    public let worst: Double

    /// Asks both indexes the same queries. A hit counts when its id is among the true ones.
    ///
    /// - Parameters:
    ///   - index: the index to measure
    ///   - exact: an exact index over the same latents
    /// - Throws: `invalidArgument` where `exact` is not exact, where there is no query, and for what `search` refuses.
    public static func measure(
        _ index: any LatentIndex, against exact: any LatentIndex, queries: [[Float]], k: Int, metric: Metric
    ) async throws -> RecallMeasurement {
        guard exact.isExact else {
            throw SemblanceError(.invalidArgument, "recall can only be measured against an exact index")
        }
        guard !queries.isEmpty else {
            throw SemblanceError(.invalidArgument, "recall cannot be measured without queries")
        }
        let truth = try await exact.search(queries, k: k, metric: metric)
        let found = try await index.search(queries, k: k, metric: metric)
        let shares = zip(truth, found).map { truth, found in
            truth.isEmpty ? 1 : Double(Set(truth.map(\.id)).intersection(found.map(\.id)).count) / Double(truth.count)
        }
        return RecallMeasurement(
            k: k, queries: queries.count, recall: shares.reduce(0, +) / Double(shares.count), worst: shares.min() ?? 1)
    }
}
