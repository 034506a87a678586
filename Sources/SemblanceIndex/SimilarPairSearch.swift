import COpenBLAS
import Dispatch
import SemblanceCore
import Synchronization

/// Finds all pairs of rows whose cosine is high enough, by matrix products of one block of rows with another.
///
/// O(count² · dimension): seconds for 25,000 rows of 128 values. A thread holds one block of products at a time; besides the rows only
/// the pairs found are kept.
public struct SimilarPairSearch: Sendable {
    /// How many rows there are.
    public let count: Int

    private let dimension: Int
    private let threads: Int
    /// The rows, of length 1 each, or 0 where they were 0.
    private let rows: [Float]

    /// How many rows are compared with as many others in one go.
    private let blockRows: Int

    /// - Parameters:
    ///   - rows: rows of `dimension` finite values, one after the other
    ///   - threads: how many threads a search may use, at least 1
    public init(rows: [Float], dimension: Int, threads: Int) {
        self.init(rows: rows, dimension: dimension, threads: threads, blockRows: 1024)
    }

    init(rows: consuming [Float], dimension: Int, threads: Int, blockRows: Int) {
        self.blockRows = blockRows
        precondition(dimension >= 1 && rows.count % dimension == 0, "whole rows")
        count = rows.count / dimension
        self.dimension = dimension
        self.threads = max(1, threads)
        for start in stride(from: 0, to: rows.count, by: dimension) {
            let norm = rows[start..<start + dimension].reduce(0.0) { $0 + Double($1) * Double($1) }.squareRoot()
            for index in start..<start + dimension { rows[index] = norm > 0 ? Float(Double(rows[index]) / norm) : 0 }
        }
        self.rows = rows
        OpenBLAS.prepare()
    }

    /// All pairs with a cosine of at least `threshold`, ordered by their rows.
    ///
    /// - Parameters:
    ///   - limit: how many pairs are too many
    ///   - onProgress: called now and then, on any thread, with the rows that are done and their number
    /// - Throws: `tooLarge` for more than `limit` pairs; `CancellationError`
    public func pairs(
        atLeast threshold: Float, limit: Int, onProgress: @escaping @Sendable (_ done: Int, _ total: Int) -> Void = { _, _ in }
    ) async throws -> [SimilarPair] {
        let work = PairWork(blocks: (count + blockRows - 1) / blockRows, limit: limit)
        await withTaskCancellationHandler {
            await withCheckedContinuation { (continuation: CheckedContinuation<Void, Never>) in
                DispatchQueue.global(qos: .userInitiated).async {
                    DispatchQueue.concurrentPerform(iterations: threads) { _ in
                        scan(work, threshold) { onProgress(Int(Double(count) * $0), count) }
                    }
                    continuation.resume()
                }
            }
        } onCancel: {
            work.stop()
        }
        try Task.checkCancellation()
        guard let pairs = work.found else {
            throw SemblanceError(
                .tooLarge, "more than \(limit) pairs are alike by \(threshold) or more", advice: "ask for a higher similarity")
        }
        return pairs.sorted { ($0.first, $0.second) < ($1.first, $1.second) }
    }

    private func scan(_ work: PairWork, _ threshold: Float, _ onProgress: (Double) -> Void) {
        var products = [Float](repeating: 0, count: blockRows * blockRows)
        while let (a, b) = work.next() {
            let (first, second) = (range(ofBlock: a), range(ofBlock: b))
            multiply(first, second, into: &products)
            work.add(selected(products, first, second, threshold))
            onProgress(work.fraction)
        }
    }

    private func range(ofBlock block: Int) -> Range<Int> {
        block * blockRows..<min((block + 1) * blockRows, count)
    }

    private func multiply(_ first: Range<Int>, _ second: Range<Int>, into products: inout [Float]) {
        let n = Int32(dimension)
        rows.withUnsafeBufferPointer { rows in
            guard let start = rows.baseAddress else { return }
            cblas_sgemm(
                CblasRowMajor, CblasNoTrans, CblasTrans, Int32(first.count), Int32(second.count), n, 1,
                start + first.lowerBound * dimension,
                n, start + second.lowerBound * dimension, n, 0, &products, Int32(second.count))
        }
    }

    /// The pairs of a block, each counted once; a product that rounding may have made too small is worked out in double precision.
    private func selected(_ products: [Float], _ first: Range<Int>, _ second: Range<Int>, _ threshold: Float) -> [SimilarPair] {
        let least = threshold - Float(dimension + 8) * 0x1p-23
        var pairs: [SimilarPair] = []
        products.withUnsafeBufferPointer { products in
            for row in first {
                let start = (row - first.lowerBound) * second.count
                for column in max(second.lowerBound, row + 1)..<max(second.upperBound, row + 1)
                where products[start + column - second.lowerBound] >= least {
                    let similarity = Float(cosine(row, column))
                    if similarity >= threshold { pairs.append(SimilarPair(first: row, second: column, similarity: similarity)) }
                }
            }
        }
        return pairs
    }

    private func cosine(_ a: Int, _ b: Int) -> Double {
        (0..<dimension).reduce(0.0) { $0 + Double(rows[a * dimension + $1]) * Double(rows[b * dimension + $1]) }
    }
}
