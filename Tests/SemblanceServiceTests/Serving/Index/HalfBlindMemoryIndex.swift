import SemblanceCore
import SemblanceIndex
import SemblanceTestSupport

/// An index in memory that finds every second of the true neighbours, and follows what comes and goes.
struct HalfBlindMemoryIndex: MemoryIndex {
    private let base: LayeredIndex

    init(ids: [Int64], rows: [Float], dimension: Int) throws {
        self.init(try LayeredIndex(ExactIndex(ids: ids, rows: rows, dimension: dimension)))
    }

    private init(_ base: LayeredIndex) { self.base = base }

    var kind: IndexKind { .quantized }
    var count: Int { base.count }
    var dimension: Int { base.dimension }
    var isExact: Bool { false }
    var exhaustive: any LatentIndex { base }
    var bytes: Int { base.bytes }

    func contains(_ id: Int64) -> Bool { base.contains(id) }

    func vector(of id: Int64) -> [Float]? { base.vector(of: id) }

    func search(_ queries: [[Float]], k: Int, metric: Metric, within scope: SearchScope) async throws -> [[IndexHit]] {
        try await HalfBlindIndex(base).search(queries, k: k, metric: metric, within: scope)
    }

    func updating(inserting insertions: [(id: Int64, vector: [Float])], removing removals: Set<Int64>) throws -> HalfBlindMemoryIndex {
        Self(try base.updating(inserting: insertions, removing: removals))
    }
}
