/// One stored image that a search found.
public struct IndexHit: Sendable, Equatable {
    /// The image's id.
    public let id: Int64
    /// The distance by the metric that was asked for.
    public let distance: Float

    /// A hit.
    public init(id: Int64, distance: Float) {
        self.id = id
        self.distance = distance
    }
}

/// Nearest-neighbour search over the latents of one model version.
public protocol LatentIndex: Sendable {
    /// What it is made of.
    var kind: IndexKind { get }
    /// How many latents can be found.
    var count: Int { get }
    /// n, the length of a latent.
    var dimension: Int { get }
    /// Whether hits are the true nearest.
    var isExact: Bool { get }
    /// The same latents searched through and through, so that nothing is missed; the index itself where it is exact.
    var exhaustive: any LatentIndex { get }

    /// The `k` nearest for each query, nearest first, ties by id; fewer only where fewer are there to be found.
    ///
    /// - Parameter scope: which images may be found
    /// - Throws: `invalidArgument` for a query of another length or with a value that is not finite, for k < 1, and for a scope after
    ///   a distance that is not a number.
    func search(_ queries: [[Float]], k: Int, metric: Metric, within scope: SearchScope) async throws -> [[IndexHit]]

    /// The latents of some images, `dimension` values each; images that the index does not hold are missing.
    func vectors(of ids: [Int64]) async throws -> [Int64: [Float]]
}

extension LatentIndex {
    /// The `k` nearest of all for each query.
    public func search(_ queries: [[Float]], k: Int, metric: Metric) async throws -> [[IndexHit]] {
        try await search(queries, k: k, metric: metric, within: .all)
    }
}
