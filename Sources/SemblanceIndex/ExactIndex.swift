import Foundation
import SemblanceCore

/// The true nearest neighbours by a scan over every latent in memory.
///
/// A pass over 8-bit codes gives every row's distance with a known error. Rows whose interval cannot reach the k nearest are
/// dropped; the rest are measured by `Metric.distance`, which alone decides what is reported and in which order. So the same
/// query has the same hits to the last bit, alone or in a batch, on one thread or on many, on one processor or another.
///
/// Values are copied on write; an index is a snapshot that any number of tasks may search at once.
public struct ExactIndex: MemoryIndex {
    /// n, the length of a latent.
    public let dimension: Int
    /// How many threads a search may use.
    public let threads: Int
    /// The id of each row.
    public let ids: [Int64]

    let rows: [Float]
    let codes: RowCodes
    let kernel: ScanKernel
    let lookup: IDLookup

    /// How many latents can be found.
    public var count: Int { ids.count }
    /// Exact.
    public var kind: IndexKind { .exact }
    /// Always true.
    public var isExact: Bool { true }
    /// The index itself.
    public var exhaustive: any LatentIndex { self }
    /// What it takes in memory.
    public var bytes: Int { count * bytesPerVector }
    /// What one latent takes in memory: its values, their codes with what belongs to them, and its id.
    public var bytesPerVector: Int {
        dimension * MemoryLayout<Float>.stride + codes.bytesPerRow + MemoryLayout<Int64>.stride + lookup.bytesPerRow
    }

    /// An index of `ids.count` latents.
    ///
    /// - Parameters:
    ///   - ids: the images' ids, each once
    ///   - rows: `ids.count · dimension` finite values, row after row
    ///   - dimension: n ≥ 1
    ///   - threads: how many threads a search may use; 0 stands for all cores
    /// - Throws: `invalidArgument` where the numbers do not fit each other or a value is not finite; `conflict` where an id
    ///   comes twice.
    public init(ids: [Int64], rows: [Float], dimension: Int, threads: Int = 0) throws {
        try self.init(ids: ids, rows: rows, dimension: dimension, threads: threads, kernel: .best)
    }

    init(ids: [Int64], rows: [Float], dimension: Int, threads: Int, kernel: ScanKernel) throws {
        try IndexContents.validate(ids: ids, values: rows.count, dimension: dimension, threads: threads)
        self.dimension = dimension
        self.threads = threads == 0 ? ProcessInfo.processInfo.activeProcessorCount : threads
        self.ids = ids
        self.rows = rows
        self.kernel = kernel
        lookup = try IDLookup(ids)
        codes = RowCodes(rows: rows, count: ids.count, dimension: dimension, threads: self.threads)
        if let row = codes.squaredNorms.firstIndex(where: { !$0.isFinite }) { throw IndexContents.refusal(of: ids[row]) }
    }

    /// Whether the index holds an image. O(log count).
    public func contains(_ id: Int64) -> Bool {
        lookup.row(of: id) != nil
    }

    /// The `dimension` values of an image's latent; nil where the index does not hold it. O(log count + dimension).
    public func vector(of id: Int64) -> [Float]? {
        lookup.row(of: id).map { Array(rows[$0 * dimension..<($0 + 1) * dimension]) }
    }
}
