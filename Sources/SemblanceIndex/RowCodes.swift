import CScan
import SemblanceCore

/// The rows of an index in 8 bits a value, with what bounds the error of each.
///
/// A row v is kept as v / ‖v‖ ≈ scale · code, and `errors` bounds the length of the difference. A scan reads a quarter of what it
/// would read of the f32 values.
struct RowCodes: Sendable {
    /// ⌈dimension / 4⌉
    let groups: Int
    /// ‖v‖² of each row.
    let squaredNorms: [Double]
    /// The largest ‖v‖.
    let largestNorm: Double

    /// Blocks of 16 rows, as `CScan` reads them.
    private let codes: [UInt8]
    /// Scales, errors, lengths and inverse lengths, one array after the other, a value for each lane of each block.
    private let terms: [Float]
    /// How many lanes there are: the number of rows, made a multiple of 16.
    private let lanes: Int

    /// What one row takes in memory.
    var bytesPerRow: Int {
        groups * Int(CSCAN_GROUP) + 4 * MemoryLayout<Float>.stride + MemoryLayout<Double>.stride
    }

    /// - Parameters:
    ///   - rows: `count · dimension` values; where one is not finite, the row's squared norm is not
    ///   - threads: how many threads may work on it
    init(rows: [Float], count: Int, dimension: Int, threads: Int) {
        let lanesPerBlock = Int(CSCAN_LANES)
        let blocks = (count + lanesPerBlock - 1) / lanesPerBlock
        let groups = (dimension + Int(CSCAN_GROUP) - 1) / Int(CSCAN_GROUP)
        let lanes = blocks * lanesPerBlock
        var terms: [Float] = []
        var norms: [Double] = []
        codes = [UInt8](unsafeUninitializedCapacity: lanes * groups * Int(CSCAN_GROUP)) { codes, codeCount in
            terms = [Float](unsafeUninitializedCapacity: 4 * lanes) { terms, termCount in
                norms = [Double](unsafeUninitializedCapacity: lanes) { norms, normCount in
                    // Each part writes to blocks of its own.
                    nonisolated(unsafe) let (code, term, norm) = (codes.baseAddress, terms.baseAddress, norms.baseAddress)
                    ParallelParts.run(of: blocks, atLeast: 256, threads: threads) { part in
                        guard let term else { return }
                        cscan_encode_blocks(
                            rows, count, dimension, part.lowerBound, part.count, code, term, term + lanes, term + 2 * lanes,
                            term + 3 * lanes, norm)
                    }
                    (codeCount, termCount, normCount) = (codes.count, terms.count, norms.count)
                }
            }
        }
        self.terms = terms
        self.lanes = lanes
        self.groups = groups
        norms.removeLast(lanes - count)
        squaredNorms = norms
        largestNorm = (norms.max() ?? 0).squareRoot()
    }

    /// Calls `body` with pointers that hold as long as it runs.
    func withPointers<Result>(for metric: Metric, _ body: (CScanRows) -> Result) -> Result {
        codes.withUnsafeBufferPointer { codes in
            terms.withUnsafeBufferPointer { terms in
                let term = terms.baseAddress
                let measuresLength = metric == .euclidean
                return body(
                    CScanRows(
                        groups: groups, codes: codes.baseAddress, scales: term, errors: term.map { $0 + lanes },
                        lengths: measuresLength ? term.map { $0 + 2 * lanes } : nil,
                        inverse_lengths: measuresLength ? term.map { $0 + 3 * lanes } : nil))
            }
        }
    }
}
