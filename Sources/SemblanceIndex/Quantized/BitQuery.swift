import CScan
import SemblanceCore

/// A rotated query as a scan over bits wants it.
///
/// Where y is a row's bits and o the row, both rotated and o of length 1, ⟨y, u⟩ is ⟨y, o⟩ ⟨o, u⟩ plus an error without bias whose
/// deviation is √(‖y‖² − ⟨y, o⟩²) √(1 − ⟨o, u⟩²) / √(n − 1) for u of length 1 (Gao & Long 2024, section 3.2). So a row whose cosine is
/// at least τ has a product of at least τ ⟨y, o⟩ less three such deviations; of rows that are just as far as τ, 1 in
/// 700 has not.
struct BitQuery: Sendable {
    /// See `CScanBitQuery`.
    let tables: [UInt8]
    /// What one unit of a sum is in a product of signs and a query of length 1.
    private let unit: Double
    /// What a sum of 0 is.
    private let least: Double
    private let dimension: Int
    private let norm: Double
    private let metric: Metric
    private let deviations: Double

    /// - Parameters:
    ///   - query: n finite values, rotated
    ///   - norm: their length
    ///   - deviations: how many of them bits may mislead by
    init(_ query: UnsafeBufferPointer<Float>, norm: Double, metric: Metric, deviations: Double) {
        let chunks = (query.count + Int(CSCAN_BITS_CHUNK) - 1) / Int(CSCAN_BITS_CHUNK)
        var scale = CScanTableScale()
        tables = [UInt8](unsafeUninitializedCapacity: chunks * 2 * Int(CSCAN_BITS_CHUNK_BYTES)) { tables, count in
            scale = cscan_write_tables(query.baseAddress, query.count, tables.baseAddress)
            count = tables.count
        }
        unit = norm > 0 ? Double(scale.unit) / norm : 0
        least = norm > 0 ? Double(scale.least) / norm : 0
        dimension = query.count
        self.norm = norm
        self.metric = metric
        self.deviations = deviations
    }

    /// What a scan asks of rows so that it names nearly all whose distance, on the scale of `DistanceBounds`, is at most `threshold`.
    ///
    /// - Parameters:
    ///   - tables: `tables`, wherever they lie
    ///   - lengths: those of the rows that are not zero
    func request(_ tables: UnsafePointer<UInt8>?, threshold: Double, lengths: ClosedRange<Float>?) -> CScanBitQuery {
        let everything = CScanBitBound(agreement: 0, spread: 0, bias: .min)
        guard threshold < .infinity, unit > 0, let lengths else {
            return CScanBitQuery(tables: tables, first: everything, second: everything)
        }
        let cosine = max(-1, min(1, leastCosine(threshold, lengths)))
        return CScanBitQuery(
            tables: tables, first: bound(cosine, weight: 0) ?? everything, second: bound(cosine, weight: Self.secondWeight) ?? everything)
    }

    /// The least cosine that a row of such a length can have and be no farther than the threshold.
    private func leastCosine(_ threshold: Double, _ lengths: ClosedRange<Float>) -> Double {
        guard metric == .euclidean else { return 1 - threshold }
        // ‖u − v‖² ≤ t where the cosine is at least ((‖u‖² − t) / ‖v‖ + ‖v‖) / 2 ‖u‖, which is least at ‖v‖² = ‖u‖² − t.
        let rest = norm * norm - threshold
        let length = min(Double(lengths.upperBound), max(Double(lengths.lowerBound), max(0, rest).squareRoot()))
        guard length > 0 else { return -1 }
        return (rest / length + length) / (2 * norm)
    }

    /// - Parameter weight: that of the second plane
    private func bound(_ cosine: Double, weight: Double) -> CScanBitBound? {
        let sine = (1 - max(0, cosine) * max(0, cosine)).squareRoot()
        let root = Double(dimension).squareRoot(), step = 65_536 / Double(CSCAN_BITS_UNIT) / unit
        // One for what each multiplication in 16 bits cuts off.
        return CScanBitBound(
            agreement: cosine * root * step,
            spread: deviations * sine * root / Double(max(1, dimension - 1)).squareRoot() * step,
            bias: -least * (1 + weight) / unit - 2)
    }

    private static var secondWeight: Double { Double(CSCAN_BITS_SECOND_WEIGHT) / 65_536 }
}

extension CScanBitBound {
    /// Nil where a value does not fit 16 bits.
    fileprivate init?(agreement: Double, spread: Double, bias: Double) {
        guard abs(agreement) < 32_767, spread < 32_767, abs(bias) < 32_767 else { return nil }
        self.init(
            agreement: Int16(agreement.rounded(.down)), spread: Int16(spread.rounded(.up)), bias: Int16(bias.rounded(.down)))
    }
}
