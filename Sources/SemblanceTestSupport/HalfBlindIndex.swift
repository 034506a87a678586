import SemblanceCore

/// Finds every second of the true neighbours: an index whose recall is a half.
public struct HalfBlindIndex: LatentIndex {
    private let base: any LatentIndex

    /// - Parameter base: an exact index
    public init(_ base: any LatentIndex) {
        self.base = base
    }

    /// Something that is not exact.
    public var kind: IndexKind { .quantized }
    /// How many latents can be found.
    public var count: Int { base.count }
    /// The length of a latent.
    public var dimension: Int { base.dimension }
    /// Always false.
    public var isExact: Bool { false }
    /// The exact index below.
    public var exhaustive: any LatentIndex { base }

    /// Every second of the `2k` nearest.
    public func search(_ queries: [[Float]], k: Int, metric: Metric, within scope: SearchScope) async throws -> [[IndexHit]] {
        try await base.search(queries, k: 2 * k, metric: metric, within: scope).map { hits in
            hits.enumerated().filter { $0.offset % 2 == 0 }.map(\.element)
        }
    }

    /// The latents of some images.
    public func vectors(of ids: [Int64]) async throws -> [Int64: [Float]] {
        try await base.vectors(of: ids)
    }
}
