import SemblanceCore

/// A search with a photo and its mirror image: an image is as near as the nearer of the two.
struct MirroredSearch: Sendable {
    let queries: [[Float]]
    let metric: Metric

    /// The `k` nearest, each image once, ties by id.
    ///
    /// - Parameters:
    ///   - last: the last hit of the page before
    ///   - vectors: the coordinates of some images
    ///   - search: answers each query with its nearest after `last`, fewer than were asked for only where there are no more
    func nearest(
        _ k: Int, after last: IndexHit?, vectors: ([Int64]) async throws -> [Int64: [Float]],
        search: (_ k: Int) async throws -> [[IndexHit]]
    ) async throws -> [IndexHit] {
        var depth = k
        while true {
            let answers = try await search(depth)
            // What lies beyond an answer that is full is not known yet.
            let horizon = answers.filter { $0.count >= depth }.compactMap { $0.last?.distance }.min() ?? .infinity
            let nearest = Dictionary(answers.joined().map { ($0.id, $0.distance) }, uniquingKeysWith: min)
            let near = nearest.filter { $0.value < horizon }
            let hits = try await new(near, after: last, vectors)
            if hits.count >= k || horizon == .infinity {
                return hits.map { IndexHit(id: $0.key, distance: $0.value) }.sorted { ($0.distance, $0.id) < ($1.distance, $1.id) }
                    .prefix(k).map { $0 }
            }
            depth *= 2
        }
    }

    /// Those that no query finds on an earlier page.
    private func new(
        _ distances: [Int64: Float], after last: IndexHit?, _ vectors: ([Int64]) async throws -> [Int64: [Float]]
    ) async throws -> [Int64: Float] {
        guard let last, !distances.isEmpty else { return distances }
        let vectors = try await vectors(Array(distances.keys))
        return distances.filter { id, _ in
            guard let vector = vectors[id] else { return true }
            let distance = queries.map { metric.distance($0, vector) }.min() ?? .infinity
            return (distance, id) > (last.distance, last.id)
        }
    }
}
