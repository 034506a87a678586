/// Every latency of a run, so that percentiles are exact.
struct LatencySamples: Sendable, Equatable {
    private var nanoseconds: [Int64]

    init(_ nanoseconds: [Int64] = []) { self.nanoseconds = nanoseconds }

    /// How many there are.
    var count: Int { nanoseconds.count }

    mutating func append(nanoseconds value: Int64) { nanoseconds.append(value) }

    /// The smallest latency in milliseconds that at least a share of all do not exceed (the nearest rank); nil where there is none.
    ///
    /// - Parameters: shares, 0 … 1
    func milliseconds(at shares: Double...) -> [Double?] {
        let sorted = nanoseconds.sorted()
        return shares.map { share in
            guard !sorted.isEmpty else { return nil }
            let rank = Int((Double(sorted.count) * share).rounded(.up))
            return Double(sorted[min(max(rank, 1), sorted.count) - 1]) / 1e6
        }
    }
}
