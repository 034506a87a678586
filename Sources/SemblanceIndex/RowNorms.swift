import SemblanceCore

/// The lengths of an index's rows, and what is worked out from them beforehand.
struct RowNorms: Sendable {
    /// ‖row‖²
    let squared: [Double]
    /// The largest ‖row‖.
    let largest: Double
    /// 1 / ‖row‖, 0 for a row of zeros: what a product is multiplied with to screen by cosine distance.
    let cosineTerms: [Float]
    /// Somewhat less than ‖row‖² / 2: what is taken from a product to screen by Euclidean distance.
    let euclideanTerms: [Float]
    /// Whether all lengths are so ordinary that screening in f32 neither overflows nor underflows.
    let canScreen: Bool

    static let bytesPerRow = MemoryLayout<Double>.stride + 2 * MemoryLayout<Float>.stride

    /// - Precondition: `rows` holds `count · dimension` values.
    init(rows: [Float], count: Int, dimension: Int) {
        let squared = rows.withUnsafeBufferPointer { rows in
            (0..<count).map { Self.squaredNorm(UnsafeBufferPointer(rebasing: rows[$0 * dimension..<($0 + 1) * dimension])) }
        }
        let kept = 1 - DistanceBounds.screeningMargin(dimension: dimension)
        self.squared = squared
        largest = (squared.max() ?? 0).squareRoot()
        cosineTerms = squared.map { Float(Self.inverse($0)) }
        euclideanTerms = squared.map { Float($0 / 2 * kept) }
        canScreen = squared.allSatisfy(Self.isOrdinary)
    }

    /// The values that belong to a metric.
    func terms(for metric: Metric) -> [Float] {
        switch metric {
        case .cosine: cosineTerms
        case .euclidean: euclideanTerms
        }
    }

    static func squaredNorm(_ vector: UnsafeBufferPointer<Float>) -> Double {
        var sum = 0.0
        for value in vector { sum += Double(value) * Double(value) }
        return sum
    }

    /// 1 / ‖v‖ of ‖v‖²; 0 for 0.
    static func inverse(_ squaredNorm: Double) -> Double {
        squaredNorm > 0 ? 1 / squaredNorm.squareRoot() : 0
    }

    /// Whether a length is 0 or within 2⁻³⁰ … 2³⁰.
    static func isOrdinary(_ squaredNorm: Double) -> Bool {
        squaredNorm == 0 || (0x1p-60...0x1p60).contains(squaredNorm)
    }
}
