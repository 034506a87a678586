import SemblanceCore

extension SplitMix64 {
    /// A number in 0 ..< 1 with 24 random bits.
    mutating func unit() -> Float {
        Float(next() >> 40) * 0x1p-24
    }

    /// A number in a range.
    mutating func number(in range: ClosedRange<Float>) -> Float {
        range.lowerBound + (range.upperBound - range.lowerBound) * unit()
    }

    /// Whether something of this probability happens.
    mutating func happens(_ probability: Float) -> Bool {
        unit() < probability
    }

    /// One of the cases of an enumeration, by its weights.
    ///
    /// - Precondition: `Value` has cases, and `weights` holds one positive number for each.
    mutating func pick<Value: CaseIterable>(_ type: Value.Type, weights: [Float]) -> Value where Value.AllCases == [Value] {
        let cases = Value.allCases
        precondition(cases.count == weights.count && !cases.isEmpty, "one weight a case")
        var left = unit() * weights.reduce(0, +)
        for (value, weight) in zip(cases, weights) {
            if left < weight { return value }
            left -= weight
        }
        return cases[cases.count - 1]
    }
}
