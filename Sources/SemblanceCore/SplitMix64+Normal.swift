import Foundation

extension SplitMix64 {
    /// `count` numbers from N(0, 1), after Box and Muller (1958).
    public mutating func normal(count: Int) -> [Float] {
        (0..<count).map { _ in
            let radius = (-2 * log(Double.random(in: Double.leastNonzeroMagnitude..<1, using: &self))).squareRoot()
            return Float(radius * cos(2 * Double.pi * Double.random(in: 0..<1, using: &self)))
        }
    }
}
