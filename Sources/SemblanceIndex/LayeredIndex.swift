import SemblanceCore

/// The true nearest neighbours in a collection that changes: a large index that stays, a small one of what came since, and the
/// images that are gone from the large one.
///
/// A change copies only what is small; a search gives to the last bit what one `ExactIndex` over the same latents would give.
/// Values are copied on write: an index is a snapshot that any number of tasks may search at once.
public struct LayeredIndex: MemoryIndex {
    /// What was there at first, or at the last merging.
    let base: ExactIndex
    /// What was put in since.
    let recent: ExactIndex
    /// What the base holds and is not found any more.
    let removed: IDSet

    private let removedIDs: [Int64]

    /// n, the length of a latent.
    public var dimension: Int { base.dimension }
    /// How many latents can be found.
    public var count: Int { base.count - removed.count + recent.count }
    /// Exact.
    public var kind: IndexKind { .exact }
    /// Always true.
    public var isExact: Bool { true }
    /// The index itself.
    public var exhaustive: any LatentIndex { self }
    /// What it takes in memory.
    public var bytes: Int { base.bytes + recent.bytes }
    /// Whether so much has changed that `merged()` is worth its price: more than 2048 images, and more than a sixteenth of the base.
    var needsMerging: Bool { recent.count + removed.count > max(2048, base.count / 16) }

    /// An index of what `base` holds.
    public init(_ base: ExactIndex) throws {
        let recent = try ExactIndex(ids: [], rows: [], dimension: base.dimension, threads: base.threads, kernel: base.kernel)
        self.init(base: base, recent: recent, removed: [])
    }

    private init(base: ExactIndex, recent: ExactIndex, removed: [Int64]) {
        self.base = base
        self.recent = recent
        self.removed = IDSet(removed)
        removedIDs = removed
    }

    /// Whether the index holds an image. O(log count).
    public func contains(_ id: Int64) -> Bool {
        recent.contains(id) || (!removed.contains(id) && base.contains(id))
    }

    /// The `dimension` values of an image's latent; nil where the index does not hold it. O(log count + dimension).
    public func vector(of id: Int64) -> [Float]? {
        recent.vector(of: id) ?? (removed.contains(id) ? nil : base.vector(of: id))
    }

    /// The `k` nearest for each query, nearest first, ties by id; fewer only where fewer are there to be found.
    ///
    /// - Throws: what `ExactIndex.search` throws.
    public func search(_ queries: [[Float]], k: Int, metric: Metric, within scope: SearchScope) async throws -> [[IndexHit]] {
        let gone = removed.count == 0 ? nil : removed
        let old = try await base.search(queries, k: k, metric: metric, within: scope, without: gone)
        guard recent.count > 0 else { return old }
        let new = try await recent.search(queries, k: k, metric: metric, within: scope)
        return zip(old, new).map { old, new in (old + new).map(RankedHit.init).sorted().prefix(k).map(\.hit) }
    }

    /// The index with some images taken out and others put in; this one stays as it is for whoever searches it.
    ///
    /// O(recent · dimension + removed), the base not being touched, but for one change in many, which makes a new base of everything.
    ///
    /// - Parameters:
    ///   - insertions: new images with their latents
    ///   - removals: images that go; those that the index does not hold are passed over, and an image that is removed and inserted
    ///     is replaced
    /// - Throws: `invalidArgument` for a latent of another length or with a value that is not finite; `conflict` where an image
    ///   would be in the index twice.
    public func updating(
        inserting insertions: [(id: Int64, vector: [Float])], removing removals: Set<Int64>
    ) throws -> LayeredIndex {
        let changed = try layered(inserting: insertions, removing: removals)
        return changed.needsMerging ? try changed.merged() : changed
    }

    /// The changed index with the base that this one has.
    func layered(inserting insertions: [(id: Int64, vector: [Float])], removing removals: Set<Int64> = []) throws -> LayeredIndex {
        let leaving = removals.filter { base.contains($0) && !removed.contains($0) }
        let gone = leaving.isEmpty ? removedIDs : (removedIDs + leaving).sorted()
        let updated = LayeredIndex(
            base: base, recent: try recent.updating(inserting: insertions, removing: removals), removed: gone)
        if let twice = insertions.first(where: { base.contains($0.id) && !updated.removed.contains($0.id) }) {
            throw SemblanceError(.conflict, "image \(twice.id) comes twice in one index")
        }
        return updated
    }

    /// The same images in one large index. O(count · dimension).
    ///
    /// - Throws: what `ExactIndex.updating` throws, which does not happen to what an index holds already.
    func merged() throws -> LayeredIndex {
        let insertions = recent.ids.map { (id: $0, vector: recent.vector(of: $0) ?? []) }
        return try LayeredIndex(base.updating(inserting: insertions, removing: Set(removedIDs)))
    }
}
