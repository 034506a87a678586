/// Spearman's ρ: how far two orders of the same things agree, whatever the distances between them.
public enum RankCorrelation {
    /// Pearson's correlation of the ranks of two series; equal values share the mean of their ranks.
    ///
    /// - Parameters:
    ///   - first: a value for each thing
    ///   - second: another value for each thing
    /// - Returns: −1 for opposite orders … 1 for the same; nil where one series has no order: fewer than two values, or all equal
    public static func spearman(_ first: [Double], _ second: [Double]) -> Double? {
        precondition(first.count == second.count, "two values for each thing")
        let (a, b) = (ranks(first), ranks(second))
        let centre = Double(first.count + 1) / 2
        let (aa, bb, ab) = zip(a, b).reduce(into: (0.0, 0.0, 0.0)) { sums, pair in
            let (x, y) = (pair.0 - centre, pair.1 - centre)
            sums = (sums.0 + x * x, sums.1 + y * y, sums.2 + x * y)
        }
        guard aa > 0, bb > 0 else { return nil }
        return ab / (aa * bb).squareRoot()
    }

    /// The rank of each value, 1 for the least.
    private static func ranks(_ values: [Double]) -> [Double] {
        let order = values.indices.sorted { values[$0] < values[$1] }
        var ranks = [Double](repeating: 0, count: values.count)
        var start = 0
        while start < order.count {
            var end = start
            while end < order.count, values[order[end]] == values[order[start]] { end += 1 }
            for position in start..<end { ranks[order[position]] = Double(start + 1 + end) / 2 }
            start = end
        }
        return ranks
    }
}
