import SemblanceCore

extension BytePath {
    /// Where a name falls in 0 ..< 1 when names are shuffled: the same on every machine, and as good as random. Another seed gives another
    /// order.
    ///
    /// FNV-1a over the bytes, mixed by SplitMix64 because FNV's high bits hardly depend on the last bytes. Not for secrets.
    public func shuffledPosition(seed: UInt64) -> Double {
        let hash = bytes.reduce(0xCBF2_9CE4_8422_2325 as UInt64) { ($0 ^ UInt64($1)) &* 0x100_0000_01B3 }
        var mixer = SplitMix64(seed: hash, stream: seed)
        return Double(mixer.next() >> 11) * 0x1p-53
    }
}
