import CScan
import SemblanceCore

/// An orthogonal turn of space after which the values of a vector are alike, whatever it was.
///
/// Signs are flipped at random and neighbours mixed by a Hadamard transform of the first 2ᵐ ≤ n values; then the same with the last
/// 2ᵐ. That costs O(n log n), and lengths and angles stay what they were (Ailon & Chazelle 2009, "The fast Johnson–Lindenstrauss
/// transform and approximate nearest neighbors").
struct Rotation: Sendable {
    /// n
    let dimension: Int
    /// For each of the two rounds a factor for each value: its sign, divided by 2^(m/2) where it is mixed.
    let factors: [Float]

    init(dimension: Int) {
        self.dimension = dimension
        var generator = SplitMix64(seed: 0x5EB1A)
        var span = 1
        while 2 * span <= dimension { span *= 2 }
        let mixed = 1 / Float(span).squareRoot()
        let rounds = [0..<span, dimension - span..<dimension]
        factors = rounds.flatMap { round in
            (0..<dimension).map { (Bool.random(using: &generator) ? -1 : 1) * (round.contains($0) ? mixed : 1) }
        }
    }

    /// A turned vector.
    func applied(to vector: some Collection<Float>) -> [Float] {
        var values = Array(vector)
        cscan_rotate(&values, dimension, factors)
        return values
    }

    /// The vector that was turned.
    func reverted(_ vector: [Float]) -> [Float] {
        var values = vector
        cscan_rotate_back(&values, dimension, factors)
        return values
    }
}
