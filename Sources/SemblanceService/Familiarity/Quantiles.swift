/// How a number is distributed, kept as at most 1,001 quantiles: enough to say what share of it lies below a value.
///
/// Point k of m is the quantile (k + ½) / m. Of up to 1,001 numbers all are kept.
public struct Quantiles: Sendable, Equatable {
    /// The most points that are kept.
    static let maximumCount = 1001

    /// The points, lowest first; at least one, all finite.
    public let points: [Float]

    /// The quantiles of some numbers, in any order; nil where there is none.
    ///
    /// - Precondition: all numbers are finite.
    public init?(of numbers: [Float]) {
        guard !numbers.isEmpty else { return nil }
        precondition(numbers.allSatisfy(\.isFinite), "finite numbers")
        let sorted = numbers.sorted()
        let count = min(sorted.count, Self.maximumCount)
        points = (0..<count).map { point in
            let position = Double(sorted.count) * (Double(point) + 0.5) / Double(count) - 0.5
            let lower = Int(position)
            let upper = min(lower + 1, sorted.count - 1)
            let part = Float(position - Double(lower))
            return sorted[lower] + (sorted[upper] - sorted[lower]) * part
        }
    }

    /// The share that lies below a value, 0 … 1: linear between points, half of the equal ones, 0 and 1 beyond the ends.
    public func share(below value: Float) -> Float {
        let below = points.countOfPrefix { $0 < value }
        let upTo = points.countOfPrefix { $0 <= value }
        guard below == upTo else { return Float(below + upTo) / Float(2 * points.count) }
        guard below > 0 else { return 0 }
        guard below < points.count else { return 1 }
        let (lower, upper) = (points[below - 1], points[below])
        return (Float(below) - 0.5 + (value - lower) / (upper - lower)) / Float(points.count)
    }
}

extension Quantiles: Codable {
    /// An array of the points.
    ///
    /// - Throws: `DecodingError` for points that are none, or out of order
    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        points = try container.decode([Float].self)
        guard !points.isEmpty, points.allSatisfy(\.isFinite), zip(points, points.dropFirst()).allSatisfy({ $0 <= $1 }) else {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: "quantiles ascend")
        }
    }

    /// An array of the points.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(points)
    }
}

extension [Float] {
    /// How many sorted values satisfy a condition that holds for a beginning of them.
    fileprivate func countOfPrefix(where holds: (Float) -> Bool) -> Int {
        var (low, high) = (0, count)
        while low < high {
            let middle = (low + high) / 2
            if holds(self[middle]) { low = middle + 1 } else { high = middle }
        }
        return low
    }
}
