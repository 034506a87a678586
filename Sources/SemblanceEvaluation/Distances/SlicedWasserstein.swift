import COpenBLAS
import SemblanceCore

/// The sliced Wasserstein distance of two sets of patches (Rabin et al. 2011; Karras et al., arXiv 1710.10196): the mean, over directions, of the
/// distance of what the sets are when they are projected on one.
enum SlicedWasserstein {
    /// - Parameters:
    ///   - a: patches, one after the other
    ///   - b: as many patches
    ///   - directions: vectors of length 1, one after the other
    ///   - length: of a patch and of a direction
    /// - Returns: the mean over directions and ranks of the distance of the r-th least projection of both sets; nil for no patches.
    static func distance(_ a: [Float], _ b: [Float], directions: [Float], length: Int, threads: Int) async throws -> Double? {
        precondition(a.count == b.count, "as many patches in both sets")
        let (count, slices) = (a.count / length, directions.count / length)
        guard count > 0, slices > 0 else { return nil }
        openblas_set_num_threads(1)
        let (first, second) = (normalized(a), normalized(b))
        let blocks = stride(from: 0, to: slices, by: blockSize).map { $0..<min($0 + blockSize, slices) }
        let sums = try await concurrentMap(blocks, width: threads) { block -> Double in
            try Task.checkCancellation()
            let part = Array(directions[block.lowerBound * length..<block.upperBound * length])
            let (x, y) = (sortedProjections(first, part, length: length), sortedProjections(second, part, length: length))
            return difference(x, y)
        }
        return sums.reduce(0, +) / Double(slices) / Double(count)
    }

    /// Each channel less its mean over all patches and pixels, over its deviation, as the published figures are made: what shifts or
    /// scales a channel of all pictures alike is not seen. A channel without any deviation becomes 0.
    static func normalized(_ patches: [Float]) -> [Float] {
        let count = Double(max(patches.count / 3, 1))
        var (means, variances) = ([0.0, 0, 0], [0.0, 0, 0])
        patches.withUnsafeBufferPointer { patches in
            for start in stride(from: 0, to: patches.count, by: 3) {
                for channel in 0..<3 { means[channel] += Double(patches[start + channel]) }
            }
            for channel in 0..<3 { means[channel] /= count }
            for start in stride(from: 0, to: patches.count, by: 3) {
                for channel in 0..<3 {
                    let difference = Double(patches[start + channel]) - means[channel]
                    variances[channel] += difference * difference / count
                }
            }
        }
        let scales = variances.map { $0 > 0 ? 1 / $0.squareRoot() : 0 }
        var normalized = patches
        for start in stride(from: 0, to: normalized.count, by: 3) {
            for channel in 0..<3 {
                normalized[start + channel] = Float((Double(normalized[start + channel]) - means[channel]) * scales[channel])
            }
        }
        return normalized
    }

    /// Directions that are projected on together.
    private static let blockSize = 16

    /// Σ |x − y|, in one order whatever the memory that they lie in.
    private static func difference(_ x: [Float], _ y: [Float]) -> Double {
        x.withUnsafeBufferPointer { x in
            y.withUnsafeBufferPointer { y in
                var sum = 0.0
                for index in 0..<x.count { sum += Double(abs(x[index] - y[index])) }
                return sum
            }
        }
    }

    /// By direction: the inner products with all patches, in increasing order.
    private static func sortedProjections(_ patches: [Float], _ directions: [Float], length: Int) -> [Float] {
        let (count, slices) = (patches.count / length, directions.count / length)
        var products = [Float](repeating: 0, count: slices * count)
        cblas_sgemm(
            CblasRowMajor, CblasNoTrans, CblasTrans, Int32(slices), Int32(count), Int32(length), 1, directions, Int32(length), patches,
            Int32(length), 0, &products, Int32(count))
        products.withUnsafeMutableBufferPointer { products in
            guard let first = products.baseAddress else { return }
            for slice in 0..<slices {
                var (number, status) = (Int32(count), Int32(0))
                slasrt_("I", &number, first + slice * count, &status, 1)
            }
        }
        return products
    }
}
