/// How usual a photo is among a corpus, by the critic's score: far off on either side means that the model has seen nothing like it.
public struct Familiarity: Sendable {
    private let scores: [Float]

    /// - Parameter scores: the realism of the corpus's images, lowest first
    public init(scores: [Float]) { self.scores = scores }

    /// 2 · min(p, 1 − p), with p the share of the corpus that scores lower (ties count half); nil without a corpus.
    public func of(realism: Float) -> Float? {
        guard !scores.isEmpty else { return nil }
        let below = Self.count(scores) { $0 < realism }
        let upTo = Self.count(scores) { $0 <= realism }
        let percentile = Float(below + upTo) / Float(2 * scores.count)
        return 2 * min(percentile, 1 - percentile)
    }

    /// How many of sorted values satisfy a condition that holds for a beginning of them.
    private static func count(_ sorted: [Float], where holds: (Float) -> Bool) -> Int {
        var (low, high) = (0, sorted.count)
        while low < high {
            let middle = (low + high) / 2
            if holds(sorted[middle]) { low = middle + 1 } else { high = middle }
        }
        return low
    }
}
