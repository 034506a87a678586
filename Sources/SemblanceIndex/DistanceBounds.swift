import SemblanceCore

/// Between which values a row's reported distance lies, given only the f32 dot product with the query.
///
/// Bounds are on a scale that grows with the distance: the squared distance for Euclidean, the distance for cosine.
/// A dot product of n terms in f32, summed in any order, fused or not, is off by at most γₙ ‖u‖ ‖v‖, where γₙ = n ε / (1 − n ε)
/// and ε = 2⁻²⁴ (Higham, Accuracy and Stability of Numerical Algorithms, section 3.1), and by n · 2⁻¹⁴⁹ more where products
/// underflow. The reported distance is itself rounded to f32; eight more ε cover that and the double arithmetic here.
struct DistanceBounds {
    private let metric: Metric
    private let relative: Double
    private let terms: Double
    private let squaredNorm: Double
    private let inverseNorm: Double

    /// - Parameters:
    ///   - query: n finite values
    ///   - largestNorm: the greatest length of a row
    /// - Returns: nil where f32 sums might overflow, so that nothing is known of the products
    init?(query: UnsafeBufferPointer<Float>, metric: Metric, largestNorm: Double) {
        let squaredNorm = RowNorms.squaredNorm(query)
        guard squaredNorm.squareRoot() * largestNorm < 0x1p126, query.count < 1 << 22 else { return nil }
        self.metric = metric
        self.squaredNorm = squaredNorm
        inverseNorm = RowNorms.inverse(squaredNorm)
        relative = Self.margin(dimension: query.count)
        terms = Double(query.count)
    }

    /// The interval of the row that has this product with the query.
    @inline(__always)
    func interval(dot: Float, rowSquaredNorm: Double) -> (lower: Double, upper: Double) {
        let underflow = terms * 0x1p-147
        switch metric {
        case .euclidean:
            let sum = squaredNorm + rowSquaredNorm
            let centre = sum - 2 * Double(dot)
            let margin = relative * sum + underflow
            return (centre - margin, centre + margin)
        case .cosine:
            let scale = inverseNorm * RowNorms.inverse(rowSquaredNorm)
            let centre = 1 - Double(dot) * scale
            let margin = relative + underflow * scale
            return (centre - margin, centre + margin)
        }
    }

    /// The score that a row needs for its `lower` to be at most `threshold`: no row below it has one.
    ///
    /// The score is the product times the row's cosine term, or less its Euclidean term, worked out in f32. That rounds by at most
    /// 3 ε ‖u‖, or 2 ε (‖u‖² + ‖v‖²), which the eight ε between the two margins cover.
    ///
    /// - Returns: −∞ where screening would not be sound, so that every row passes
    func leastScore(threshold: Double) -> Float {
        guard threshold < .infinity, squaredNorm > 0, RowNorms.isOrdinary(squaredNorm) else { return -.infinity }
        let margin = Self.screeningMargin(dimension: Int(terms))
        let least: Double =
            switch metric {
            case .euclidean: ((1 - margin) * squaredNorm - threshold) / 2
            case .cosine: (1 - margin - threshold) / inverseNorm
            }
        return Float(least - terms * 0x1p-110).nextDown
    }

    static func screeningMargin(dimension: Int) -> Double {
        margin(dimension: dimension) + 8 * epsilon
    }

    private static func margin(dimension: Int) -> Double {
        let sum = Double(dimension) * epsilon
        return sum / (1 - min(sum, 0.5)) + 8 * epsilon
    }

    private static var epsilon: Double { 0x1p-24 }
}
