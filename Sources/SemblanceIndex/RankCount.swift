import SemblanceCore

/// Counts for one image how many others stand before some targets in the order of their distances to it.
struct RankCount: Sendable {
    /// The query's row.
    let query: Int

    private let metric: Metric
    private let bounds: DistanceBounds?
    /// The targets, nearest first, and on the scale of the bounds.
    private let hits: [RankedHit]
    private let thresholds: [Double]
    /// For each target as it was given its position in `hits`.
    private let positions: [Int]
    /// How many rows stand before a target, but not before the one above it.
    private var before: [Int]

    /// - Parameters:
    ///   - query: the query's row
    ///   - targets: the targets' rows
    init(query: Int, targets: [Int], in index: ExactIndex, metric: Metric) {
        (self.query, self.metric) = (query, metric)
        let found = index.rows.withUnsafeBufferPointer { rows in
            let query = index.row(query, of: rows)
            let hits = targets.map { RankedHit(distance: metric.distance(query, index.row($0, of: rows)), id: index.ids[$0]) }
            return (DistanceBounds(query: query, metric: metric, largestNorm: index.codes.largestNorm), hits)
        }
        bounds = found.0
        let order = found.1.indices.sorted { found.1[$0] < found.1[$1] }
        hits = order.map { found.1[$0] }
        thresholds = hits.map { DistanceBounds.scaled($0.distance, metric) }
        var positions = [Int](repeating: 0, count: order.count)
        for (position, target) in order.enumerated() { positions[target] = position }
        self.positions = positions
        before = [Int](repeating: 0, count: order.count)
    }

    /// The ranks, in the order of the targets as they were given.
    var ranks: [Int] {
        var sum = 0
        let ranks = before.map { count in
            sum += count
            return sum + 1
        }
        return positions.map { ranks[$0] }
    }

    /// Counts some rows in.
    ///
    /// - Parameters:
    ///   - products: of each row with the query, in f32
    ///   - range: which rows they are
    ///   - values: the values of all rows
    mutating func add(_ products: ArraySlice<Float>, _ range: Range<Int>, of index: ExactIndex, _ values: UnsafeBufferPointer<Float>) {
        guard let last = thresholds.last else { return }
        products.withUnsafeBufferPointer { products in
            for row in range where row != query {
                let interval =
                    bounds?.interval(
                        rounded: products[row - range.lowerBound], squaredNorm: index.codes.squaredNorms[row], dimension: index.dimension)
                    ?? (-.infinity, .infinity)
                guard interval.lower <= last else { continue }
                if let position = position(interval) ?? measured(row, index, values) { before[position] += 1 }
            }
        }
    }

    /// The first target that a row stands before, where its interval leaves no doubt; nil where it does.
    private func position(_ interval: (lower: Double, upper: Double)) -> Int? {
        let position = thresholds.firstIndex { interval.upper < $0 }
        let isCertain = position.map { $0 == 0 || interval.lower > thresholds[$0 - 1] } ?? false
        return isCertain ? position : nil
    }

    /// The first target that a row stands before; nil where it stands before none.
    private func measured(_ row: Int, _ index: ExactIndex, _ values: UnsafeBufferPointer<Float>) -> Int? {
        let hit = RankedHit(distance: metric.distance(index.row(query, of: values), index.row(row, of: values)), id: index.ids[row])
        return hits.firstIndex { hit < $0 }
    }
}
