import SemblanceCore
import SemblanceImaging
import SemblanceIndex
import SemblanceService

extension SearchBenchmarkLatents {
    /// Reads NumPy matrices: latents and queries of 32-bit floats, and for each query the row numbers of its true nearest.
    ///
    /// - Throws: what reading throws, naming the file; `invalidArgument` where the files do not fit each other.
    init(latents: BytePath, queries: BytePath, truth: BytePath?) throws {
        let rows = try NumPyMatrix<Float>.read(latents)
        let nearest = try truth.map(NumPyMatrix<Int32>.read)
        try self.init(
            dimension: rows.columns, rows: rows.values, queries: try NumPyMatrix<Float>.read(queries).split(),
            truth: nearest?.split().map { $0.map(Int64.init) })
    }
}
