import SemblanceCore

/// One query against one state of an index.
struct IndexQuery: Sendable {
    /// Queries of one kind can share a scan.
    private struct Kind: Hashable {
        let generation: Int
        let isExhaustive: Bool
        let metric: Metric
        let k: Int
    }

    let index: any LatentIndex
    /// Tells apart the states of indexes.
    let generation: Int
    /// Whether to search through and through.
    var isExhaustive: Bool
    let coordinates: [Float]
    let k: Int
    let metric: Metric
    let scope: SearchScope

    /// Whether it asks for the nearest of all.
    private var isPlain: Bool { scope.among == nil && scope.excluding == nil && scope.after == nil }

    /// What is searched.
    private var searched: any LatentIndex { isExhaustive ? index.exhaustive : index }

    /// The same query of the index where it was exhaustive, and exhaustive where it was not.
    var repeated: IndexQuery {
        var query = self
        query.isExhaustive.toggle()
        return query
    }

    /// Answers queries that came at the same time: those of one kind in one scan.
    static func answer(_ queries: [IndexQuery]) async throws -> [[IndexHit]] {
        var answers = [[IndexHit]](repeating: [], count: queries.count)
        let alone = queries.indices.filter { !queries[$0].isPlain }
        for place in alone {
            let query = queries[place]
            answers[place] = try await query.searched.search([query.coordinates], k: query.k, metric: query.metric, within: query.scope)[0]
        }
        let together = Dictionary(grouping: queries.indices.filter { queries[$0].isPlain }) { place in
            let query = queries[place]
            return Kind(generation: query.generation, isExhaustive: query.isExhaustive, metric: query.metric, k: query.k)
        }
        for (kind, places) in together {
            let found = try await queries[places[0]].searched.search(
                places.map { queries[$0].coordinates }, k: kind.k, metric: kind.metric, within: .all)
            for (place, hits) in zip(places, found) { answers[place] = hits }
        }
        return answers
    }
}
