import Foundation

/// The round numbers that an axis is marked at: 1, 2 or 5 times a power of ten apart.
struct AxisTicks: Equatable {
    /// Where the axis begins and ends; both are marked or lie beyond the outer marks.
    let range: ClosedRange<Double>
    /// The marks from low to high.
    let values: [Double]
    private let step: Double

    /// Ticks for values from `low` to `high`; the range is widened to the next marks where `isWidened`.
    ///
    /// - Parameter count: about how many marks are wanted
    init(from low: Double, to high: Double, count: Int, isWidened: Bool = true) {
        var (low, high) = (min(low, high), max(low, high))
        if high - low < max(abs(low), abs(high)) * 1e-9 || high == low {
            let room = high == 0 ? 1 : abs(high) * 0.1
            (low, high) = (low - room, high + room)
        }
        let rough = (high - low) / Double(max(count, 1))
        let power = pow(10, floor(log10(rough)))
        step = power * ([1.0, 2, 5, 10].first { rough <= $0 * power * (1 + 1e-9) } ?? 10)
        let first = isWidened ? floor(low / step + 1e-9) : ceil(low / step - 1e-9)
        let last = isWidened ? ceil(high / step - 1e-9) : floor(high / step + 1e-9)
        let step = step
        values = stride(from: first, through: last, by: 1).map { $0 * step }
        range = isWidened ? (first * step)...(last * step) : low...high
    }

    /// A mark's label, with as many decimals as tell the marks apart.
    func label(_ value: Double) -> String {
        let greatest = max(abs(range.lowerBound), abs(range.upperBound))
        if greatest >= 1e6 || (greatest < 1e-3 && greatest > 0) { return String(format: "%.3g", value) }
        let decimals = max(0, -Int(floor(log10(step) + 1e-9)))
        let text = String(format: "%.\(decimals)f", value)
        return Double(text) == 0 && text.hasPrefix("-") ? String(text.dropFirst()) : text
    }
}
