/// The value of one series: a number, or the counts of a histogram.
struct MetricValue {
    /// The number; of a histogram, the sum of all values.
    private(set) var value = 0.0
    private var count = 0
    private let bounds: [Double]
    private var counts: [Int]

    /// - Parameter bounds: the upper bounds of a histogram's buckets, in order; none for a plain number
    init(bounds: [Double] = []) {
        self.bounds = bounds
        counts = Array(repeating: 0, count: bounds.count)
    }

    /// A plain number.
    init(value: Double) {
        self.init()
        self.value = value
    }

    mutating func set(_ value: Double) { self.value = value }

    mutating func add(_ value: Double) { self.value += value }

    /// Counts one value of a histogram.
    mutating func observe(_ value: Double) {
        guard value.isFinite else { return }
        self.value += value
        count += 1
        if let bucket = bounds.firstIndex(where: { value <= $0 }) { counts[bucket] += 1 }
    }

    /// The line of a counter or gauge.
    func plain(_ name: String, _ labels: MetricLabels) -> String {
        "\(name)\(labels.braced()) \(Self.format(value))\n"
    }

    /// The lines of a histogram: each bucket holds those before it.
    func histogram(_ name: String, _ labels: MetricLabels) -> String {
        var lines = ""
        var sum = 0
        for (bound, count) in zip(bounds, counts) {
            sum += count
            lines += "\(name)_bucket\(labels.braced(adding: "le=\"\(Self.format(bound))\"")) \(sum)\n"
        }
        lines += "\(name)_bucket\(labels.braced(adding: "le=\"+Inf\"")) \(count)\n"
        return lines + "\(name)_sum\(labels.braced()) \(Self.format(value))\n\(name)_count\(labels.braced()) \(count)\n"
    }

    private static func format(_ value: Double) -> String {
        switch value {
        case .infinity: "+Inf"
        case -.infinity: "-Inf"
        case _ where value.isNaN: "NaN"
        default: Int64(exactly: value).map(String.init) ?? "\(value)"
        }
    }
}
