/// A small generator of random numbers that gives the same sequence on every machine (Steele, Lea, Flood 2014). For drawing
/// and shuffling; nothing secret may hang on it.
public struct SplitMix64: RandomNumberGenerator, Sendable {
    private var state: UInt64

    /// A sequence; equal seeds give equal ones.
    public init(seed: UInt64) {
        state = seed
    }

    /// The next 64 bits.
    public mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xbf58_476d_1ce4_e5b9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
        return mixed ^ (mixed >> 31)
    }

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
