import SemblanceCore

/// What a search benchmark searches, and what it asks for.
public struct SearchBenchmarkLatents: Sendable {
    /// n, the length of a latent.
    public let dimension: Int
    /// `count · dimension` values, row after row; a row's number is the id of its latent.
    public let rows: [Float]
    /// The queries, `dimension` values each.
    public let queries: [[Float]]
    /// The ids of the true nearest of the first queries, nearest first, by the metric that is measured.
    public let truth: [[Int64]]?

    /// How many latents are searched.
    public var count: Int { rows.count / dimension }

    /// Latents that are at hand.
    ///
    /// - Parameter truth: the true nearest of each query; nil to have those of a few queries searched one by one
    /// - Throws: `invalidArgument` where there is nothing to search or to ask, and where the numbers do not fit each other.
    public init(dimension: Int, rows: [Float], queries: [[Float]], truth: [[Int64]]? = nil) throws {
        guard dimension >= 1, !rows.isEmpty, rows.count.isMultiple(of: dimension), !queries.isEmpty else {
            throw SemblanceError(
                .invalidArgument, "a search benchmark of \(queries.count) queries on \(rows.count) values in rows of \(dimension) is empty",
                advice: "give at least 1 latent and 1 query")
        }
        if let query = queries.first(where: { $0.count != dimension }) {
            throw SemblanceError(.invalidArgument, "a query of \(query.count) values cannot be compared with latents of \(dimension)")
        }
        let ids = 0..<Int64(rows.count / dimension)
        guard truth.map({ $0.count == queries.count && $0.allSatisfy { $0.allSatisfy(ids.contains) } }) ?? true else {
            throw SemblanceError(
                .invalidArgument, "the true neighbours are of other queries or of other latents",
                advice: "give a row of ids below \(ids.count) for each of the \(queries.count) queries")
        }
        (self.dimension, self.rows, self.queries, self.truth) = (dimension, rows, queries, truth)
    }

    /// Random standardised latents.
    ///
    /// - Parameters:
    ///   - dimension: n ≥ 3
    ///   - seed: what the latents and the queries are drawn from
    /// - Throws: `invalidArgument` where a number is below its least value.
    public static func random(
        count: Int = 25_000, dimension: Int = 128, queries: Int = 1000, seed: UInt64 = 1
    ) throws -> SearchBenchmarkLatents {
        guard count >= 1, queries >= 1, dimension >= 3 else {
            throw SemblanceError(
                .invalidArgument, "a search benchmark of \(queries) queries on \(count) latents of \(dimension) values is empty",
                advice: "give at least 1 latent, 1 query and dimension 3")
        }
        var generator = SplitMix64(seed: seed)
        let rows = (0..<count).flatMap { _ in LatentNormalization.standardized.apply(generator.normal(count: dimension)) }
        let asked = (0..<queries).map { _ in LatentNormalization.standardized.apply(generator.normal(count: dimension)) }
        return try SearchBenchmarkLatents(dimension: dimension, rows: rows, queries: asked)
    }
}
