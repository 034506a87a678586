import COpenBLAS
import SemblanceCore

/// Eigenvalues and eigenvectors of a real symmetric matrix, in double precision by LAPACK's `dsyevr`.
struct SymmetricEigendecomposition {
    /// The eigenvalues, greatest first.
    let values: [Double]
    /// The eigenvectors in the same order, one after the other, each of length 1; empty where they were not asked for.
    let vectors: [Double]

    /// - Parameters:
    ///   - matrix: n × n values, of which one triangle is read
    ///   - side: n
    ///   - wantsVectors: whether eigenvectors are computed too, which takes several times as long
    /// - Throws: `engine` for values that are not finite, and where LAPACK fails.
    init(_ matrix: [Double], side: Int, wantsVectors: Bool = true) throws {
        precondition(matrix.count == side * side, "a square matrix")
        guard side > 0 else {
            (values, vectors) = ([], [])
            return
        }
        guard matrix.allSatisfy(\.isFinite) else {
            throw SemblanceError(.engine, "a matrix holds values that are not finite, and has no eigenvalues")
        }
        openblas_set_num_threads(1)
        var (matrix, values) = (matrix, [Double](repeating: 0, count: side))
        var vectors = [Double](repeating: 0, count: wantsVectors ? side * side : 1)
        var support = [Int32](repeating: 0, count: 2 * side)
        var (order, found, status) = (Int32(side), Int32(0), Int32(0))
        var (first, last, unused, tolerance) = (Int32(1), Int32(side), 0.0, 0.0)
        var (work, integers) = ([0.0], [Int32(0)])
        // The first call asks how much room the second one wants.
        for isQuery in [true, false] {
            if !isQuery {
                work = [Double](repeating: 0, count: Int(work[0]))
                integers = [Int32](repeating: 0, count: Int(integers[0]))
            }
            var workCount = isQuery ? Int32(-1) : Int32(work.count)
            var integerCount = isQuery ? Int32(-1) : Int32(integers.count)
            dsyevr_(
                wantsVectors ? "V" : "N", "A", "U", &order, &matrix, &order, &unused, &unused, &first, &last, &tolerance, &found, &values,
                &vectors, &order, &support, &work, &workCount, &integers, &integerCount, &status, 1, 1, 1)
        }
        guard status == 0, found == order else {
            throw SemblanceError(.engine, "LAPACK found \(found) of \(side) eigenvalues", detail: "dsyevr says \(status)")
        }
        self.values = values.reversed()
        self.vectors =
            wantsVectors
            ? stride(from: side - 1, through: 0, by: -1).flatMap { vectors[$0 * side..<($0 + 1) * side] }
            : []
    }
}
