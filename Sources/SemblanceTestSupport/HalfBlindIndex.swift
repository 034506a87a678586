import SemblanceCore

/// Finds every second of the true neighbours: an index whose recall is a half.
public struct HalfBlindIndex: LatentIndex {
    private let base: any LatentIndex

    /// - Parameter base: an exact index
    public init(_ base: any LatentIndex) {
        self.base = base
    }

    public var kind: IndexKind { .quantized }
    public var count: Int { base.count }
    public var dimension: Int { base.dimension }
    public var isExact: Bool { false }
    public var exhaustive: any LatentIndex { base }

    public func search(_ queries: [[Float]], k: Int, metric: Metric, within scope: SearchScope) async throws -> [[IndexHit]] {
        try await base.search(queries, k: 2 * k, metric: metric, within: scope).map { hits in
            hits.enumerated().filter { $0.offset % 2 == 0 }.map(\.element)
        }
    }

    public func vectors(of ids: [Int64]) async throws -> [Int64: [Float]] {
        try await base.vectors(of: ids)
    }
}
