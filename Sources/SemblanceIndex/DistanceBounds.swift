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
    private let underflow: Double
    private let squaredNorm: Double
    private let inverseNorm: Double

    /// - Parameters:
    ///   - query: n finite values
    ///   - largestNorm: the greatest length of a row
    /// - Returns: nil where f32 sums might overflow, so that nothing is known of the products
    init?(query: UnsafeBufferPointer<Float>, metric: Metric, largestNorm: Double) {
        let epsilon = 0x1p-24
        let terms = Double(query.count)
        let squaredNorm = RowNorms.squaredNorm(query)
        guard squaredNorm.squareRoot() * largestNorm < 0x1p126, terms * epsilon < 0.5 else { return nil }
        self.metric = metric
        self.squaredNorm = squaredNorm
        inverseNorm = squaredNorm > 0 ? 1 / squaredNorm.squareRoot() : 0
        relative = terms * epsilon / (1 - terms * epsilon) + 8 * epsilon
        underflow = terms * 0x1p-147
    }

    /// The interval of the row that has this product with the query.
    @inline(__always)
    func interval(dot: Float, rowSquaredNorm: Double, rowInverseNorm: Double) -> (lower: Double, upper: Double) {
        switch metric {
        case .euclidean:
            let sum = squaredNorm + rowSquaredNorm
            let centre = sum - 2 * Double(dot)
            let margin = relative * sum + underflow
            return (centre - margin, centre + margin)
        case .cosine:
            let scale = inverseNorm * rowInverseNorm
            let centre = 1 - Double(dot) * scale
            let margin = relative + underflow * scale
            return (centre - margin, centre + margin)
        }
    }
}
