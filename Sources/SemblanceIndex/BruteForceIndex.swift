import SemblanceCore

/// Every distance measured and sorted: nothing clever, so that the clever can be held against it.
struct BruteForceIndex: LatentIndex {
    let ids: [Int64]
    let rows: [Float]
    let dimension: Int

    var count: Int { ids.count }
    var isExact: Bool { true }

    func search(_ queries: [[Float]], k: Int, metric: Metric, within scope: SearchScope) async throws -> [[IndexHit]] {
        let scope = ScanScope(scope)
        return queries.map { query in
            let hits = ids.indices.filter { scope.admits(ids[$0]) }.map { row in
                RankedHit(distance: metric.distance(query, rows[row * dimension..<(row + 1) * dimension]), id: ids[row])
            }
            return hits.filter { scope.admits($0) }.sorted().prefix(k).map(\.hit)
        }
    }
}
