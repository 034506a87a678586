import SemblanceCore

/// Which image stands where in an endless sequence of epochs, and whether it is mirrored. It depends on the seed and the position
/// alone, so a run can go on anywhere.
struct DataOrder: Sendable {
    private let count: Int
    private let seed: UInt64
    private let mirrors: Bool
    private var epoch = -1
    private var permutation: [UInt32] = []

    init(count: Int, seed: UInt64, mirrors: Bool) {
        self.count = count
        self.seed = seed
        self.mirrors = mirrors
    }

    /// The image and the flip at a position.
    mutating func item(at position: Int) -> (index: Int, mirrored: Bool) {
        if position / count != epoch {
            epoch = position / count
            var generator = SplitMix64(seed: seed, stream: UInt64(epoch))
            permutation = (0..<UInt32(count)).shuffled(using: &generator)
        }
        var coin = SplitMix64(seed: ~seed, stream: UInt64(position))
        return (Int(permutation[position % count]), mirrors && coin.next() & 1 == 1)
    }
}
