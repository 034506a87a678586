/// How many of an image's k nearest two searches have in common, over a sample of images.
public struct NeighbourOverlap: Sendable, Equatable, Encodable {
    /// How many neighbours each list has.
    public let k: Int
    /// The mean number of neighbours in common; 0 … k.
    public let mean: Double
    /// How many images have 0, 1, … k neighbours in common.
    public let histogram: [Int]

    /// - Parameters:
    ///   - counts: of each image the number of neighbours in common, 0 … k
    ///   - k: how many neighbours each list has, at least 1
    /// - Returns: nil for no image
    public init?(_ counts: [Int], k: Int) {
        precondition(k >= 1 && counts.allSatisfy { (0...k).contains($0) }, "counts of 0 to k")
        guard !counts.isEmpty else { return nil }
        self.k = k
        mean = Double(counts.reduce(0, +)) / Double(counts.count)
        histogram = counts.reduce(into: [Int](repeating: 0, count: k + 1)) { $0[$1] += 1 }
    }

    /// The mean share of neighbours in common; 0 … 1.
    public var share: Double { mean / Double(k) }
}
