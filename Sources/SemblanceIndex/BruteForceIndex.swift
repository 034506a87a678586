import SemblanceCore

/// Every distance measured and sorted: nothing clever, so that the clever can be held against it.
struct BruteForceIndex: LatentIndex {
    let ids: [Int64]
    let rows: [Float]
    let dimension: Int

    var count: Int { ids.count }
    var isExact: Bool { true }

    func search(_ queries: [[Float]], k: Int, metric: Metric, among chosen: IDSet?) async throws -> [[IndexHit]] {
        queries.map { query in
            let hits = ids.indices.filter { chosen?.contains(ids[$0]) ?? true }.map { row in
                RankedHit(distance: metric.distance(query, rows[row * dimension..<(row + 1) * dimension]), id: ids[row])
            }
            return hits.sorted().prefix(k).map { IndexHit(id: $0.id, distance: $0.distance) }
        }
    }
}
