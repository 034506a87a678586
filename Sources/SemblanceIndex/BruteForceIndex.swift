import SemblanceCore

/// Every distance measured and sorted: nothing clever, so that the clever can be held against it.
struct BruteForceIndex: LatentIndex {
    let ids: [Int64]
    let rows: [Float]
    let dimension: Int

    var count: Int { ids.count }
    var kind: IndexKind { .exact }
    var isExact: Bool { true }
    var exhaustive: any LatentIndex { self }

    func search(_ queries: [[Float]], k: Int, metric: Metric, within scope: SearchScope) async throws -> [[IndexHit]] {
        let scope = ScanScope(scope)
        return queries.map { query in
            let hits = ids.indices.filter { scope.admits(ids[$0]) }.map { row in
                RankedHit(distance: metric.distance(query, rows[row * dimension..<(row + 1) * dimension]), id: ids[row])
            }
            return hits.filter { scope.admits($0) }.sorted().prefix(k).map(\.hit)
        }
    }

    func vectors(of ids: [Int64]) -> [Int64: [Float]] {
        ids.reduce(into: [:]) { found, id in
            if let row = self.ids.firstIndex(of: id) { found[id] = Array(rows[row * dimension..<(row + 1) * dimension]) }
        }
    }
}
