import SemblanceCore

/// A search with a photo and its mirror image: an image is as near as the nearer of the two.
struct MirroredSearch: Sendable {
    let queries: [[Float]]
    let metric: Metric

    /// The `k` nearest, each image once, ties by id.
    ///
    /// - Parameters:
    ///   - last: the last hit of the page before
    ///   - vector: the coordinates of an image
    ///   - search: answers each query with its nearest after `last`, fewer than were asked for only where there are no more
    func nearest(
        _ k: Int, after last: IndexHit?, vector: (Int64) -> [Float]?, search: (_ k: Int) async throws -> [[IndexHit]]
    ) async throws -> [IndexHit] {
        var depth = k
        while true {
            let answers = try await search(depth)
            // What lies beyond an answer that is full is not known yet.
            let horizon = answers.filter { $0.count >= depth }.compactMap { $0.last?.distance }.min() ?? .infinity
            let nearest = Dictionary(answers.joined().map { ($0.id, $0.distance) }, uniquingKeysWith: min)
            let hits = nearest.filter { $0.value < horizon && isNew($0.key, after: last, vector) }
            if hits.count >= k || horizon == .infinity {
                return hits.map { IndexHit(id: $0.key, distance: $0.value) }.sorted { ($0.distance, $0.id) < ($1.distance, $1.id) }
                    .prefix(k).map { $0 }
            }
            depth *= 2
        }
    }

    /// Whether no query finds an image on an earlier page.
    private func isNew(_ id: Int64, after last: IndexHit?, _ vector: (Int64) -> [Float]?) -> Bool {
        guard let last, let vector = vector(id) else { return true }
        let distance = queries.map { metric.distance($0, vector) }.min() ?? .infinity
        return (distance, id) > (last.distance, last.id)
    }
}
