import Foundation
import SemblanceCore

/// The true nearest neighbours by a scan over every latent in memory.
///
/// A matrix product gives every row's distance with a known rounding error. Rows whose interval cannot reach the k nearest are
/// dropped; the rest are measured by `Metric.distance`, which alone decides what is reported and in which order. So the same
/// query has the same hits to the last bit, alone or in a batch, on one thread or on many.
///
/// Values are copied on write; an index is a snapshot that any number of tasks may search at once.
public struct ExactIndex: LatentIndex {
    /// n, the length of a latent.
    public let dimension: Int
    /// How many threads a search may use.
    public let threads: Int
    /// The id of each row.
    public let ids: [Int64]

    let rows: [Float]
    let norms: RowNorms

    /// How many latents can be found.
    public var count: Int { ids.count }
    /// Always true.
    public var isExact: Bool { true }
    /// What one latent takes in memory: its values, its id and its lengths.
    public var bytesPerVector: Int { dimension * MemoryLayout<Float>.stride + MemoryLayout<Int64>.stride + RowNorms.bytesPerRow }

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
        guard dimension >= 1 else {
            throw SemblanceError(.invalidArgument, "an index cannot hold latents of \(dimension) values")
        }
        guard threads >= 0 else {
            throw SemblanceError(.invalidArgument, "an index cannot search on \(threads) threads", advice: "give 0 to use all cores")
        }
        guard rows.count == ids.count * dimension else {
            throw SemblanceError(
                .invalidArgument, "\(ids.count) latents of \(dimension) values are \(ids.count * dimension) values, not \(rows.count)")
        }
        if let position = rows.firstIndex(where: { !$0.isFinite }) {
            throw SemblanceError(
                .invalidArgument, "the latent of image \(ids[position / dimension]) holds a value that is not finite",
                advice: "encode the image again")
        }
        var seen = Set<Int64>(minimumCapacity: ids.count)
        for id in ids where !seen.insert(id).inserted {
            throw SemblanceError(.conflict, "image \(id) comes twice in one index")
        }
        self.dimension = dimension
        self.threads = threads == 0 ? ProcessInfo.processInfo.activeProcessorCount : threads
        self.ids = ids
        self.rows = rows
        norms = RowNorms(rows: rows, count: ids.count, dimension: dimension)
        OpenBLAS.prepare()
    }
}
