import CScan
import SemblanceCore

/// Between which values a row's reported distance lies, given only a product: that of 8-bit codes, or that of the values.
///
/// Where the codes are u / ‖u‖ = t d + q and v / ‖v‖ = s c + r, the cosine of u and v is t s ⟨d, c⟩ + ⟨t d, r⟩ + ⟨q, v / ‖v‖⟩, and by
/// Cauchy and Schwarz the last two are at most t ‖d‖ ‖r‖ + ‖q‖. So no neighbour is ever lost, whatever the values.
///
/// Bounds are on a scale that grows with the distance: the squared distance for Euclidean, the distance for cosine. The reported
/// distance is rounded to f32; eight ε = 2⁻²⁴ cover that and the double arithmetic here.
struct DistanceBounds {
    /// What the codes of a row are multiplied with.
    let code: QueryCode

    private let metric: Metric
    private let norm: Double

    /// - Parameters:
    ///   - query: n finite values
    ///   - largestNorm: the greatest length of a row
    /// - Returns: nil where nothing is known of the distances: where they may overflow f32, or products of codes 32 bits
    init?(query: UnsafeBufferPointer<Float>, metric: Metric, largestNorm: Double) {
        guard query.count <= CSCAN_DIMENSION else { return nil }
        code = QueryCode(query)
        norm = code.squaredNorm.squareRoot()
        guard metric == .cosine || norm + largestNorm < 0x1p126 else { return nil }
        self.metric = metric
    }

    /// The interval of a row by its codes.
    ///
    /// - Parameters:
    ///   - dot: the product of its codes with the query's
    ///   - scale: what one unit of its codes stands for
    ///   - error: at least the length of what its codes leave
    ///   - squaredNorm: ‖row‖²
    @inline(__always)
    func interval(dot: Int32, scale: Float, error: Float, squaredNorm: Double) -> (lower: Double, upper: Double) {
        interval(
            cosine: code.scale * Double(scale) * Double(dot), slack: code.scale * code.length * Double(error) + code.error,
            squaredNorm: squaredNorm)
    }

    /// The interval of a row by its product with the query, summed in double precision in any order: as narrow as rounding allows.
    @inline(__always)
    func interval(product: Double, squaredNorm: Double) -> (lower: Double, upper: Double) {
        let lengths = norm * squaredNorm.squareRoot()
        return interval(cosine: lengths > 0 ? product / lengths : 0, slack: Self.summation, squaredNorm: squaredNorm)
    }

    /// The interval of a row by its product with the query, summed in f32 in any order.
    ///
    /// Such a sum is off by at most n ε ‖u‖ ‖v‖, unless it overflows or what is summed underflows: then nothing is known.
    ///
    /// - Parameter dimension: n
    @inline(__always)
    func interval(rounded product: Float, squaredNorm: Double, dimension: Int) -> (lower: Double, upper: Double) {
        let lengths = norm * squaredNorm.squareRoot()
        guard product.isFinite, lengths > 0x1p-90 else { return (-.infinity, .infinity) }
        let slack = Double(dimension + 1) * 2 * Self.epsilon
        return interval(cosine: Double(product) / lengths, slack: slack, squaredNorm: squaredNorm)
    }

    /// - Parameter slack: how far the cosine may be off
    @inline(__always)
    private func interval(cosine: Double, slack: Double, squaredNorm: Double) -> (lower: Double, upper: Double) {
        switch metric {
        case .cosine:
            let margin = slack + Self.rounding
            return (1 - cosine - margin, 1 - cosine + margin)
        case .euclidean:
            let sum = code.squaredNorm + squaredNorm
            let product = 2 * norm * squaredNorm.squareRoot()
            let margin = product * slack + Self.rounding * sum + Self.underflow
            return (sum - product * cosine - margin, sum - product * cosine + margin)
        }
    }

    /// What a scan asks of rows so that it names all whose reported distance is at most `threshold`.
    ///
    /// For cosine: ⟨d, c⟩ s + ‖d‖ ‖r‖ ≥ (1 − threshold − ‖q‖) / t. For Euclidean distance the cosine has to reach
    /// (‖u‖² + ‖v‖² − threshold) / 2 ‖u‖ ‖v‖, which is a multiple of ‖v‖ and one of 1 / ‖v‖. The scan works in f32. That is off
    /// by at most 14 ε ‖d‖, since ‖s c‖ ≤ 2 and ‖r‖ ≤ 1, and by 5 ε of either multiple: less than what is allowed for below.
    ///
    /// - Parameter codes: `code.codes`, wherever they lie
    func request(_ codes: UnsafePointer<Int8>?, threshold: Double) -> CScanQuery {
        let everything = CScanQuery(codes: codes, error_weight: 0, length_weight: 0, inverse_weight: 0, least: -.infinity)
        guard threshold < .infinity, code.scale > 0 else { return everything }
        let slack = 32 * Self.epsilon * code.length
        var request = everything
        request.error_weight = Float(code.length).nextUp
        switch metric {
        case .cosine:
            request.least = Float((1 - Self.rounding - threshold - code.error) / code.scale - slack).nextDown
        case .euclidean:
            guard (0x1p-60...0x1p60).contains(code.squaredNorm) else { return everything }
            let unit = 2 * norm * code.scale
            let inverse = ((1 - Self.rounding) * code.squaredNorm - threshold - Self.underflow) / unit
            request.length_weight = Float((1 - Self.rounding) * (1 - 16 * Self.epsilon) / unit).nextDown
            request.inverse_weight = Float(inverse - 16 * Self.epsilon * abs(inverse)).nextDown
            request.least = Float(-code.error / code.scale - slack).nextDown
            guard request.inverse_weight.isFinite else { return everything }
        }
        return request
    }

    /// A reported distance on the scale of the bounds.
    @inline(__always)
    static func scaled(_ distance: Float, _ metric: Metric) -> Double {
        metric == .euclidean ? Double(distance) * Double(distance) : Double(distance)
    }

    private static var epsilon: Double { 0x1p-24 }
    private static var rounding: Double { 8 * epsilon }
    /// What summing up to 2¹⁷ products in double precision, and the lengths they are divided by, may change in a cosine.
    private static var summation: Double { 0x1p-34 }
    /// What rounding a distance below the normal numbers of f32 may change in its square.
    private static var underflow: Double { 0x1p-270 }
}
