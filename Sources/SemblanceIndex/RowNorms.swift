/// The lengths of an index's rows, in double precision.
struct RowNorms: Sendable {
    /// ‖row‖²
    let squared: [Double]
    /// 1 / ‖row‖; 0 for a row of zeros.
    let inverse: [Double]
    /// The largest ‖row‖.
    let largest: Double

    static let bytesPerRow = 2 * MemoryLayout<Double>.stride

    init(rows: [Float], count: Int, dimension: Int) {
        let squared = rows.withUnsafeBufferPointer { rows in
            (0..<count).map { Self.squaredNorm(UnsafeBufferPointer(rebasing: rows[$0 * dimension..<($0 + 1) * dimension])) }
        }
        self.squared = squared
        inverse = squared.map { $0 > 0 ? 1 / $0.squareRoot() : 0 }
        largest = (squared.max() ?? 0).squareRoot()
    }

    static func squaredNorm(_ vector: UnsafeBufferPointer<Float>) -> Double {
        var sum = 0.0
        for value in vector { sum += Double(value) * Double(value) }
        return sum
    }
}
