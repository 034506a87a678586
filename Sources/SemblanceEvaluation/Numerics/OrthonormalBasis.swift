import COpenBLAS

/// Orthonormal columns that span what given columns span.
struct OrthonormalBasis {
    /// How many rows a column has.
    let rows: Int
    /// How many columns are left.
    let columns: Int
    /// rows × columns values, row-major.
    let values: [Double]

    /// Directions whose length falls below this share of the greatest are rounding errors of f32 products, and are dropped.
    private static let tolerance = 1e-5

    /// By the eigenvectors of the columns' inner products (Löwdin 1950).
    ///
    /// - Parameter matrix: rows × columns values, row-major
    init(_ matrix: [Double], rows: Int, columns: Int) throws {
        let products = transposedProduct(matrix, matrix, rows: rows, columns: columns, columns)
        let eigen = try SymmetricEigendecomposition(products, side: columns)
        let kept = eigen.values.prefix { $0 > 0 && $0 > (eigen.values.first ?? 0) * Self.tolerance * Self.tolerance }.count
        // One row a kept direction: its eigenvector over its length.
        let turn = (0..<kept).flatMap { index in
            eigen.vectors[index * columns..<(index + 1) * columns].map { $0 / eigen.values[index].squareRoot() }
        }
        var values = [Double](repeating: 0, count: rows * kept)
        if kept > 0 {
            cblas_dgemm(
                CblasRowMajor, CblasNoTrans, CblasTrans, Int32(rows), Int32(kept), Int32(columns), 1, matrix, Int32(columns), turn,
                Int32(columns), 0, &values, Int32(kept))
        }
        (self.rows, self.columns, self.values) = (rows, kept, values)
    }
}

/// aᵀ · b of two matrices with the same number of rows, row-major.
func transposedProduct(_ a: [Double], _ b: [Double], rows: Int, columns m: Int, _ n: Int) -> [Double] {
    precondition(a.count == rows * m && b.count == rows * n, "matrices of these sizes")
    var product = [Double](repeating: 0, count: m * n)
    guard rows > 0, m > 0, n > 0 else { return product }
    openblas_set_num_threads(1)
    cblas_dgemm(
        CblasRowMajor, CblasTrans, CblasNoTrans, Int32(m), Int32(n), Int32(rows), 1, a, Int32(m), b, Int32(n), 0, &product, Int32(n))
    return product
}
