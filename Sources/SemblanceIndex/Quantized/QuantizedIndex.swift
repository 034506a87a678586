import CScan
import Foundation
import SemblanceCore

/// Nearly always the true nearest neighbours, by a scan over one or two bits a value.
///
/// A latent is rotated and kept as 16 bits a value, in planes: signs, a second bit, high bytes, low bytes. The product of the bits
/// with a query estimates the cosine without bias, and how far it may be off is known beforehand, since the latent's own distance
/// from its bits is kept (Gao & Long 2024, "RaBitQ", arXiv:2405.12497). Rows that could be among the k nearest by their signs are
/// looked at with the second bit, the few that are left by their high bytes, with bounds that always hold, and the last by all 16
/// bits, which is what is reported. No row is lost but one whose bits mislead by more than three deviations.
///
/// Nothing is trained, an image comes or goes in O(dimension), and a row takes 1.25 times its values in f16. Values are copied on
/// write: an index is a snapshot that any number of tasks may search at once. Distances are those of the latents as they are kept:
/// a value is off by at most 1/65,000 of the largest.
public struct QuantizedIndex: MemoryIndex {
    /// n, the length of a latent.
    public let dimension: Int
    /// How many threads a search may use.
    public let threads: Int
    /// How many deviations the bits of a latent may mislead by before it is lost. With 3, recall@10 is 0.9998 on isotropic latents;
    /// with 2, 0.996.
    public var deviations = 3.0

    let kernel: ScanKernel
    let rotation: Rotation
    /// Whole blocks of rows, and where `hasTail` says so one block at the end that is not full.
    private(set) var segments: [QuantizedSegment] = []
    private var hasTail = false

    /// Quantised.
    public var kind: IndexKind { .quantized }
    /// False: the bits of a near row may mislead.
    public var isExact: Bool { false }
    /// How many latents can be found.
    public var count: Int { segments.reduce(0) { $0 + $1.count } }
    /// What one latent takes in memory.
    public var bytesPerVector: Int { QuantizedStore.bytesPerRow(dimension: dimension) }
    /// What it takes in memory.
    public var bytes: Int { rows * bytesPerVector }
    /// How many rows there are, those that are gone included.
    var rows: Int { segments.reduce(0) { $0 + $1.rows } }

    /// An index of `ids.count` latents.
    ///
    /// - Parameters:
    ///   - ids: the images' ids, each once
    ///   - rows: `ids.count · dimension` finite values, row after row
    ///   - dimension: n, 1 … 8192
    ///   - threads: how many threads a search may use; 0 stands for all cores
    /// - Throws: `invalidArgument` where the numbers do not fit each other, a value is not finite, or a latent that is not zero is
    ///   shorter than 2⁻⁶⁰ or longer than 2⁶⁰; `conflict` where an id comes twice.
    public init(ids: [Int64], rows: [Float], dimension: Int, threads: Int = 0) throws {
        try self.init(ids: ids, rows: rows, dimension: dimension, threads: threads, kernel: .best)
    }

    init(ids: [Int64], rows: [Float], dimension: Int, threads: Int, kernel: ScanKernel) throws {
        try IndexContents.validate(ids: ids, values: rows.count, dimension: dimension, threads: threads)
        guard dimension <= CSCAN_BITS_DIMENSION else {
            throw SemblanceError(
                .invalidArgument, "a quantised index holds latents of up to \(CSCAN_BITS_DIMENSION) values, not \(dimension)",
                advice: "set index.kind to exact")
        }
        self.dimension = dimension
        self.threads = threads == 0 ? ProcessInfo.processInfo.activeProcessorCount : threads
        self.kernel = kernel
        rotation = Rotation(dimension: dimension)
        let lookup = try IDLookup(ids)
        guard let order = lookup.order else {
            try fill(ids, rows)
            return
        }
        // Ids that ascend are found without a table.
        let sorted = [Float](unsafeUninitializedCapacity: rows.count) { sorted, count in
            rows.withUnsafeBufferPointer { rows in
                for row in order {
                    let source = UnsafeBufferPointer(rebasing: rows[Int(row) * dimension..<(Int(row) + 1) * dimension])
                    _ = UnsafeMutableBufferPointer(rebasing: sorted[count..<count + dimension]).initialize(from: source)
                    count += dimension
                }
            }
        }
        try fill(order.map { ids[Int($0)] }, sorted)
    }

    /// Where an image's row is: in which segment, and where there.
    func place(of id: Int64) -> (segment: Int, row: Int)? {
        for (segment, rows) in segments.enumerated() {
            if let row = rows.row(of: id) { return (segment, row) }
        }
        return nil
    }

    /// Whether the index holds an image. O(log count).
    public func contains(_ id: Int64) -> Bool {
        place(of: id) != nil
    }

    /// The `dimension` values of an image's latent as they are kept; nil where the index does not hold it.
    public func vector(of id: Int64) -> [Float]? {
        guard let place = place(of: id) else { return nil }
        var values = [Float](repeating: 0, count: dimension)
        _ = segments[place.segment].store.decode(place.row, into: &values)
        return rotation.reverted(values)
    }

    /// The index with some images taken out and others put in, in O(dimension) an image; this one stays as it is for whoever searches
    /// it.
    ///
    /// - Parameters:
    ///   - insertions: new images with their latents
    ///   - removals: images that go; those that the index does not hold are passed over, and an image that is removed and inserted
    ///     is replaced
    /// - Throws: `invalidArgument` for a latent of another length, with a value that is not finite, or too short or too long;
    ///   `conflict` where an image would be in the index twice.
    public func updating(inserting insertions: [(id: Int64, vector: [Float])], removing removals: Set<Int64>) throws -> QuantizedIndex {
        try IndexContents.validate(insertions, dimension: dimension)
        var changed = self
        for id in removals {
            if let place = changed.place(of: id) { changed.segments[place.segment].remove(place.row) }
        }
        var seen = Set<Int64>()
        for insertion in insertions where changed.contains(insertion.id) || !seen.insert(insertion.id).inserted {
            throw SemblanceError(.conflict, "image \(insertion.id) comes twice in one index")
        }
        try changed.append(insertions.map(\.id), insertions.flatMap(\.vector))
        if changed.wantsCompaction { try changed.compact() }
        return changed
    }

    // MARK: Building

    /// Fills an index that is empty.
    private mutating func fill(_ ids: [Int64], _ rows: [Float]) throws {
        let whole = ids.count / QuantizedStore.blockRows * QuantizedStore.blockRows
        for first in stride(from: 0, to: whole, by: QuantizedStore.largestCapacity) {
            let count = min(QuantizedStore.largestCapacity, whole - first)
            segments.append(
                try encoded(
                    ids[first..<first + count], rows[first * dimension..<(first + count) * dimension],
                    capacity: max(1024, count + count / 4)))
        }
        try append(Array(ids[whole...]), Array(rows[(whole * dimension)...]))
    }

    /// Adds rows after those of the tail. O(dimension) a row, but for the copy of a segment that another index has added to.
    private mutating func append(_ ids: [Int64], _ rows: [Float]) throws {
        guard !ids.isEmpty else { return }
        let block = QuantizedStore.blockRows
        let missing = (block - ids.count % block) % block
        let new = try encoded(
            (ids + [Int64](repeating: ids[0], count: missing))[...], (rows + [Float](repeating: 0, count: missing * dimension))[...],
            capacity: ids.count)
        let tail = hasTail ? segments.removeLast() : nil
        hasTail = false
        try append((tail?.places() ?? []) + new.places().prefix(ids.count))
    }

    /// Adds codes of other segments, where there is no tail.
    private mutating func append(_ rows: [QuantizedSegment.Place]) throws {
        let block = QuantizedStore.blockRows
        let whole = rows.count / block * block
        var first = 0
        while first < whole {
            let blocks = try claim((whole - first) / block)
            segments[segments.count - 1].add(rows[first..<first + blocks * block])
            first += blocks * block
        }
        if whole < rows.count {
            segments.append(try QuantizedSegment(open: rows[whole...], dimension: dimension))
            hasTail = true
        }
    }

    /// Reserves room at the end of the last segment, which is another one where that has none.
    ///
    /// - Returns: for how many blocks, at most as many as are wanted
    private mutating func claim(_ blocks: Int) throws -> Int {
        while true {
            if let last = segments.last, last.rows < QuantizedStore.largestCapacity {
                let room = min(blocks, (last.store.capacity - last.rows) / QuantizedStore.blockRows)
                if room > 0, last.store.claim(room, after: last.blocks) { return room }
                // It is a small one that is full, or another index has added to its store.
                segments[segments.count - 1] = try last.copied(capacity: 2 * last.rows, dimension: dimension)
            } else {
                let capacity = segments.isEmpty ? 1024 : QuantizedStore.largestCapacity
                segments.append(QuantizedSegment(store: try QuantizedStore(dimension: dimension, capacity: capacity)))
            }
        }
    }

    /// Whole blocks of rows as codes.
    private func encoded(_ ids: ArraySlice<Int64>, _ rows: ArraySlice<Float>, capacity: Int) throws -> QuantizedSegment {
        let store = try QuantizedStore(dimension: dimension, capacity: capacity)
        let refused = ParallelParts.first(of: ids.count / QuantizedStore.blockRows, atLeast: 16, threads: threads) { part in
            let first = part.lowerBound * QuantizedStore.blockRows
            return ids.withUnsafeBufferPointer { ids in
                rows.withUnsafeBufferPointer { rows in
                    guard let id = ids.baseAddress, let value = rows.baseAddress else { return nil }
                    return store.encode(value + first * dimension, ids: id + first, blocks: part, by: rotation, kernel: kernel)
                        .map { $0 + first }
                }
            }
        }
        if let refused { throw Self.refusal(of: ids[ids.startIndex + refused]) }
        var segment = QuantizedSegment(store: store)
        _ = store.claim(ids.count / QuantizedStore.blockRows, after: 0)
        segment.see(ids.count / QuantizedStore.blockRows)
        return segment
    }

    private static func refusal(of id: Int64) -> SemblanceError {
        SemblanceError(
            .invalidArgument, "the latent of image \(id) holds a value that is not finite, or is shorter than 2⁻⁶⁰ or longer than 2⁶⁰",
            advice: "encode the image again")
    }

    // MARK: Compaction

    /// Whether a quarter of what is kept is gone.
    private var wantsCompaction: Bool {
        let gone = segments.reduce(0) { $0 + $1.gone }
        return gone > 4096 && 4 * gone > rows
    }

    /// Copies what can be found to new memory. O(count · dimension), after changes in proportion.
    private mutating func compact() throws {
        let places = segments.flatMap { $0.places() }
        (segments, hasTail) = ([], false)
        try append(places)
    }
}
