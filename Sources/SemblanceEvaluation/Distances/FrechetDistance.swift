import SemblanceCore

/// The Fréchet distance of two sets of features, taken for samples of normal distributions:
/// ‖μ₁ − μ₂‖² + tr(Σ₁ + Σ₂ − 2 (Σ₁^½ Σ₂ Σ₁^½)^½), the covariances with N − 1, everything in double precision.
enum FrechetDistance {
    /// - Parameters:
    ///   - a: at least two rows
    ///   - b: at least two rows of the same length
    /// - Returns: 0 or more; nil for fewer rows.
    /// - Throws: `engine` for features that are not finite.
    static func distance(_ a: [[Float]], _ b: [[Float]]) throws -> Double? {
        guard a.count > 1, b.count > 1, let dimension = a.first?.count else { return nil }
        precondition((a + b).allSatisfy { $0.count == dimension }, "rows of one length")
        let (first, second) = (Moments(a, dimension), Moments(b, dimension))
        let means = zip(first.mean, second.mean).reduce(0.0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
        let traces = (0..<dimension).reduce(0.0) { $0 + first.covariance[$1 * dimension + $1] + second.covariance[$1 * dimension + $1] }
        let root = try Self.root(first.covariance, side: dimension)
        let product = multiplied(root, multiplied(second.covariance, root, side: dimension), side: dimension)
        let cross = try SymmetricEigendecomposition(product, side: dimension, wantsVectors: false)
        return max(0, means + traces - 2 * cross.values.reduce(0.0) { $0 + max($1, 0).squareRoot() })
    }

    /// Mean and covariance of rows.
    private struct Moments {
        let mean: [Double]
        let covariance: [Double]

        init(_ rows: [[Float]], _ dimension: Int) {
            var mean = [Double](repeating: 0, count: dimension)
            for row in rows { for index in 0..<dimension { mean[index] += Double(row[index]) / Double(rows.count) } }
            let scale = 1 / Double(rows.count - 1).squareRoot()
            var centred: [Double] = []
            centred.reserveCapacity(rows.count * dimension)
            for row in rows { for index in 0..<dimension { centred.append((Double(row[index]) - mean[index]) * scale) } }
            self.mean = mean
            covariance = transposedProduct(centred, centred, rows: rows.count, columns: dimension, dimension)
        }
    }

    /// The symmetric root of a covariance: eigenvalues below 0 are rounding errors, and count as 0.
    private static func root(_ matrix: [Double], side: Int) throws -> [Double] {
        let eigen = try SymmetricEigendecomposition(matrix, side: side)
        // Rows v λ^¼, so that the product of their transpose with themselves is V λ^½ Vᵀ.
        var rows = eigen.vectors
        for row in 0..<side {
            let factor = max(eigen.values[row], 0).squareRoot().squareRoot()
            for column in 0..<side { rows[row * side + column] *= factor }
        }
        return transposedProduct(rows, rows, rows: side, columns: side, side)
    }

    /// a · b for a symmetric a.
    private static func multiplied(_ a: [Double], _ b: [Double], side: Int) -> [Double] {
        transposedProduct(a, b, rows: side, columns: side, side)
    }
}
