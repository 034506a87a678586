import SemblanceCore
import Synchronization

extension PgvectorIndex {
    /// The recall@10 that tuning aims at unless told otherwise.
    public static let defaultRecall = 0.99

    /// Doubles `efSearch` until recall@10 holds on a sample, or the most that pgvector allows is reached.
    ///
    /// Stored latents are asked for their neighbours, themselves left out, and the replies compared with those of a scan, which is made
    /// once for each. Searches may go on meanwhile. Where there is no graph, or no latent, nothing is missed and nothing changed.
    ///
    /// - Parameters:
    ///   - target: the recall to reach, in 0 … 1
    ///   - sample: how many latents are asked for, at least 1
    ///   - seed: chooses the sample
    /// - Returns: what was reached; less than the target where the graph does not give it
    /// - Throws: `invalidArgument` for a target or a sample that cannot be; `unavailable` where the database does not answer
    @discardableResult
    public func tune(to target: Double = defaultRecall, sample: Int = 100, seed: Int64 = 1) async throws -> PgvectorTuning {
        guard (0...1).contains(target), sample >= 1 else {
            throw SemblanceError(
                .invalidArgument, "an index cannot be tuned to a recall of \(target) on \(sample) queries",
                advice: "give a recall from 0 to 1 and at least 1 query")
        }
        try await refresh()
        guard !isExact else { return PgvectorTuning(target: target, recall: 1, efSearch: efSearch, queries: 0) }
        let ids = try await LatentRepository(pool: pool).sample(sample, of: partition.model, seed: seed)
        let latents = try await vectors(of: ids)
        var truths: [(query: [Float], scope: SearchScope, ids: Set<Int64>)] = []
        for (id, query) in latents.sorted(by: { $0.key < $1.key }) {
            let scope = SearchScope(excluding: IDSet([id]))
            let hits = try await scan.search([query], k: Self.tunedNeighbors, metric: .cosine, within: scope)
            truths.append((query, scope, Set(hits.joined().map(\.id))))
        }
        while true {
            let efSearch = efSearch
            var (found, wanted) = (0, 0)
            for truth in truths {
                let hits = try await search([truth.query], k: Self.tunedNeighbors, metric: .cosine, within: truth.scope)
                found += truth.ids.intersection(hits.joined().map(\.id)).count
                wanted += truth.ids.count
            }
            let recall = wanted == 0 ? 1 : Double(found) / Double(wanted)
            if recall >= target || raise(from: efSearch) == nil {
                return PgvectorTuning(target: target, recall: recall, efSearch: efSearch, queries: truths.count)
            }
        }
    }

    /// Doubles `efSearch`, as when the recall that is measured in production falls.
    ///
    /// - Returns: what it is now; nil where it was at its most before
    @discardableResult
    public func raise() -> Int? { raise(from: efSearch) }

    /// Doubles `efSearch`, unless somebody else has raised it beyond a value since.
    private func raise(from value: Int) -> Int? {
        state.withLock { state in
            guard state.efSearch < Self.greatestEfSearch || state.efSearch > value else { return nil }
            if state.efSearch <= value { state.efSearch = min(2 * state.efSearch, Self.greatestEfSearch) }
            return state.efSearch
        }
    }

    /// How many neighbours recall is measured on.
    private static let tunedNeighbors = 10
}
