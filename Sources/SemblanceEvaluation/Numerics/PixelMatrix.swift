import COpenBLAS
import SemblanceCore

/// Images as the rows of a matrix, pixels in −1 … 1 less their mean over all images: kept as bytes, and made real a block at a time, so that
/// four thousand images of 64 px take 50 MB.
struct PixelMatrix: Sendable {
    /// How many values an image has.
    let columns: Int
    /// The mean image.
    let mean: [Float]
    /// The mean over images of the squared distance from the mean image.
    let totalVariance: Double
    private let images: [RGBImage]

    /// How many images there are.
    var rows: Int { images.count }

    /// - Parameter images: at least one, all of one size
    init(_ images: [RGBImage]) {
        precondition(!images.isEmpty, "at least one image")
        let columns = images[0].pixels.count
        precondition(images.allSatisfy { $0.pixels.count == columns }, "images of one size")
        var sums = [Int](repeating: 0, count: columns)
        var squares = 0
        for image in images {
            image.pixels.withUnsafeBufferPointer { pixels in
                sums.withUnsafeMutableBufferPointer { sums in
                    for index in 0..<columns {
                        let value = Int(pixels[index])
                        sums[index] += value
                        squares += value * value
                    }
                }
            }
        }
        let count = Double(images.count)
        mean = sums.map { Float(Double($0) / count / 127.5 - 1) }
        let ofMean = sums.reduce(0.0) { $0 + Double($1) * Double($1) / count }
        totalVariance = max(0, (Double(squares) - ofMean) / count / (127.5 * 127.5))
        (self.images, self.columns) = (images, columns)
    }

    /// Xᵀ · a.
    ///
    /// - Parameters:
    ///   - factor: rows × width values, row-major
    ///   - width: how many columns a has
    /// - Returns: columns × width values, row-major
    func transposedTimes(_ factor: [Float], width: Int) -> [Float] {
        var product = [Float](repeating: 0, count: columns * width)
        forEachBlock { start, count, block in
            factor.withUnsafeBufferPointer { factor in
                guard let own = factor.baseAddress?.advanced(by: start * width) else { return }
                cblas_sgemm(
                    CblasRowMajor, CblasTrans, CblasNoTrans, Int32(columns), Int32(width), Int32(count), 1, block.baseAddress,
                    Int32(columns), own, Int32(width), 1, &product, Int32(width))
            }
        }
        return product
    }

    /// X · b.
    ///
    /// - Parameters:
    ///   - factor: columns × width values, row-major
    ///   - width: how many columns b has
    /// - Returns: rows × width values, row-major
    func times(_ factor: [Float], width: Int) -> [Float] {
        var product = [Float](repeating: 0, count: rows * width)
        forEachBlock { start, count, block in
            product.withUnsafeMutableBufferPointer { product in
                guard let own = product.baseAddress?.advanced(by: start * width) else { return }
                cblas_sgemm(
                    CblasRowMajor, CblasNoTrans, CblasNoTrans, Int32(count), Int32(width), Int32(columns), 1, block.baseAddress,
                    Int32(columns), factor, Int32(width), 0, own, Int32(width))
            }
        }
        return product
    }

    private func forEachBlock(_ body: (_ start: Int, _ count: Int, _ block: UnsafeBufferPointer<Float>) -> Void) {
        let size = min(rows, max(8, Self.blockValues / columns))
        var block = [Float](repeating: 0, count: size * columns)
        for start in stride(from: 0, to: rows, by: size) {
            let count = min(size, rows - start)
            block.withUnsafeMutableBufferPointer { block in
                for row in 0..<count {
                    Self.centre(
                        images[start + row], mean, into: UnsafeMutableBufferPointer(rebasing: block[row * columns..<(row + 1) * columns]))
                }
                body(start, count, UnsafeBufferPointer(block))
            }
        }
    }

    /// Writes an image's values less the mean's.
    static func centre(_ image: RGBImage, _ mean: [Float], into row: UnsafeMutableBufferPointer<Float>) {
        image.pixels.withUnsafeBufferPointer { pixels in
            mean.withUnsafeBufferPointer { mean in
                for index in 0..<mean.count { row[index] = Float(pixels[index]) * (1 / 127.5) - 1 - mean[index] }
            }
        }
    }

    private static let blockValues = 3 << 20
}
