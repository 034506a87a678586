import COpenBLAS

/// The plane in which points differ most: through their mean, along their first two principal components (Pearson 1901).
public struct PrincipalPlane: Sendable {
    /// The share of the points' variance that each of the two components holds, 0 … 1; 0 where the points do not differ.
    public let explained: [Double]

    private let mean: [Double]
    /// Both components, one after the other, each of length 1, or 0 where the points do not differ. The sign of a component says nothing; its
    /// greatest value is positive, so that the same points have the same plane.
    private let axes: [Double]

    /// How many points are multiplied together.
    private static let block = 4096
    /// Up to this share of the points' squared lengths, what they differ by is rounding.
    private static let rounding = 1e-12

    /// - Parameters:
    ///   - points: their coordinates, one point after the other
    ///   - dimension: how many coordinates a point has, at least 2
    /// - Throws: `engine` for values that are not finite
    public init(_ points: [Float], dimension: Int) throws {
        precondition(dimension >= 2 && points.count.isMultiple(of: dimension), "whole points in two dimensions or more")
        let rows = points.count / dimension
        let mean = Self.mean(of: points, rows, dimension)
        var scatter = [Double](repeating: 0, count: dimension * dimension)
        for start in stride(from: 0, to: rows, by: Self.block) {
            let count = min(Self.block, rows - start)
            let centred = Self.centred(points[start * dimension..<(start + count) * dimension], mean)
            let product = transposedProduct(centred, centred, rows: count, columns: dimension, dimension)
            for index in scatter.indices { scatter[index] += product[index] }
        }
        self.mean = mean
        let eigen = try SymmetricEigendecomposition(scatter, side: dimension)
        let total = (0..<dimension).reduce(0) { $0 + scatter[$1 * dimension + $1] }
        guard total > Self.rounding * Double(rows) * mean.reduce(0, { $0 + $1 * $1 }) else {
            (explained, axes) = ([0, 0], [Double](repeating: 0, count: 2 * dimension))
            return
        }
        explained = eigen.values.prefix(2).map { min(max($0 / total, 0), 1) }
        axes = (0..<2).flatMap { Self.turned(eigen.vectors[$0 * dimension..<($0 + 1) * dimension]) }
    }

    /// Where a point lies in the plane, its mean being the origin.
    public func position(of point: some Collection<Float>) -> (x: Double, y: Double) {
        precondition(point.count == mean.count, "as many coordinates as the plane's points have")
        var (x, y, index) = (0.0, 0.0, 0)
        for value in point {
            let distance = Double(value) - mean[index]
            x += distance * axes[index]
            y += distance * axes[mean.count + index]
            index += 1
        }
        return (x, y)
    }

    private static func mean(of points: [Float], _ rows: Int, _ dimension: Int) -> [Double] {
        var sums = [Double](repeating: 0, count: dimension)
        for row in 0..<rows {
            for column in 0..<dimension { sums[column] += Double(points[row * dimension + column]) }
        }
        return sums.map { rows > 0 ? $0 / Double(rows) : 0 }
    }

    private static func centred(_ points: ArraySlice<Float>, _ mean: [Double]) -> [Double] {
        var centred: [Double] = []
        centred.reserveCapacity(points.count)
        var column = 0
        for value in points {
            centred.append(Double(value) - mean[column])
            column = column + 1 == mean.count ? 0 : column + 1
        }
        return centred
    }

    private static func turned(_ component: ArraySlice<Double>) -> [Double] {
        let greatest = component.max { abs($0) < abs($1) } ?? 0
        return component.map { greatest < 0 ? -$0 : $0 }
    }
}
