import SemblanceCore

/// How latents' values are distributed, over all dimensions and along each: densities in bins of equal width.
public struct LatentHistogram: Sendable, Equatable {
    /// The middle of each bin.
    public let centres: [Double]
    /// The density of all values, by bin.
    public let all: [Double]
    /// The density of each dimension's values, by dimension and bin.
    public let dimensions: [[Double]]

    private static let reach = 4.0
    private static let bins = 40

    /// - Parameter rows: latents as their method normalises them; nil for none. Values beyond ±4 stand in the outermost bins.
    init?(_ rows: [[Float]]) {
        guard let dimension = rows.first?.count, dimension > 0 else { return nil }
        let width = 2 * Self.reach / Double(Self.bins)
        var counts = [[Int]](repeating: [Int](repeating: 0, count: Self.bins), count: dimension)
        for row in rows {
            for (index, value) in row.enumerated() where value.isFinite {
                let clamped = min(max(Double(value), -Self.reach), Self.reach)
                counts[index][min(Self.bins - 1, Int((clamped + Self.reach) / width))] += 1
            }
        }
        centres = (0..<Self.bins).map { -Self.reach + (Double($0) + 0.5) * width }
        let scale = 1 / (Double(rows.count) * width)
        dimensions = counts.map { $0.map { Double($0) * scale } }
        all = (0..<Self.bins).map { bin in counts.reduce(0.0) { $0 + Double($1[bin]) } * scale / Double(dimension) }
    }
}
