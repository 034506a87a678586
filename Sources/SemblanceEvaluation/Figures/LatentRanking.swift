import COpenBLAS
import SemblanceCore

/// Where photos stand when all others are ordered by cosine: for figures over whole rankings. Ties are ordered by position.
///
/// A block of queries is one matrix product; ranks are counted, not sorted.
struct LatentRanking: Sendable {
    /// A photo, and those that should stand near it.
    struct Query: Sendable, Equatable {
        /// The photo's position.
        let index: Int
        /// The others' positions, at least one.
        let relevant: [Int]
    }

    private let count: Int
    private let dimension: Int
    private let units: [Float]

    /// - Parameter rows: latents of one length; a vector of length zero is at cosine 0 to everything
    init(_ rows: [[Float]]) {
        count = rows.count
        dimension = rows.first?.count ?? 0
        units = rows.flatMap { row -> [Float] in
            let norm = row.reduce(0.0) { $0 + Double($1) * Double($1) }.squareRoot()
            return norm > 0 ? row.map { Float(Double($0) / norm) } : row
        }
        openblas_set_num_threads(1)
    }

    /// The average precision of each query's ranking of all other photos.
    func averagePrecisions(of queries: [Query], threads: Int, progress: @Sendable (Int) -> Void) async throws -> [Double] {
        var precisions: [Double] = []
        let block = Self.blockSize * max(threads, 1)
        for start in stride(from: 0, to: queries.count, by: block) {
            try Task.checkCancellation()
            let part = Array(queries[start..<min(start + block, queries.count)])
            let blocks = stride(from: 0, to: part.count, by: Self.blockSize).map {
                Array(part[$0..<min($0 + Self.blockSize, part.count)])
            }
            precisions += try await concurrentMap(blocks, width: threads) { averagePrecisions(block: $0) }.flatMap { $0 }
            progress(precisions.count)
        }
        return precisions
    }

    private func averagePrecisions(block: [Query]) -> [Double] {
        let asked = block.flatMap { units[$0.index * dimension..<($0.index + 1) * dimension] }
        var cosines = [Float](repeating: 0, count: block.count * count)
        cblas_sgemm(
            CblasRowMajor, CblasNoTrans, CblasTrans, Int32(block.count), Int32(count), Int32(dimension), 1, asked, Int32(dimension), units,
            Int32(dimension), 0, &cosines, Int32(count))
        return block.enumerated().map { row, query in
            Self.averagePrecision(cosines[row * count..<(row + 1) * count], query)
        }
    }

    /// The mean, over the relevant photos, of the share of relevant ones among those that stand no lower.
    ///
    /// - Parameters:
    ///   - similarities: of every photo to the query, itself included and passed over
    static func averagePrecision(_ similarities: ArraySlice<Float>, _ query: Query) -> Double {
        let first = similarities.startIndex
        let relevant = query.relevant.map { (similarity: similarities[first + $0], index: $0) }
            .sorted { $0.similarity != $1.similarity ? $0.similarity > $1.similarity : $0.index < $1.index }
        guard let last = relevant.last else { return 0 }
        // ahead[m]: how many photos stand before the m-th relevant one, but not before the one above it.
        var ahead = [Int](repeating: 0, count: relevant.count)
        similarities.withUnsafeBufferPointer { similarities in
            for index in similarities.indices where similarities[index] >= last.similarity && index != query.index {
                let similarity = similarities[index]
                var (low, high) = (0, relevant.count)
                while low < high {
                    let middle = (low + high) / 2
                    let other = relevant[middle]
                    let isBefore = similarity != other.similarity ? similarity > other.similarity : index < other.index
                    if isBefore { high = middle } else { low = middle + 1 }
                }
                if low < relevant.count { ahead[low] += 1 }
            }
        }
        var (standing, sum) = (0, 0.0)
        for (position, before) in ahead.enumerated() {
            standing += before
            // A relevant photo counts as standing before the next one, not before itself.
            sum += Double(position + 1) / Double(standing + 1)
        }
        return sum / Double(relevant.count)
    }

    private static let blockSize = 128
}
