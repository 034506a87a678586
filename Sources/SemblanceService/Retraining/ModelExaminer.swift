import SemblanceImaging

/// Measures models for retraining; the composition root knows how.
public protocol ModelExaminer: Sendable {
    /// Measures a model.
    ///
    /// - Parameters:
    ///   - folder: photos that it has not learned from; nil where there are none
    ///   - labels: what is known of them, a table whose column `file` names them; nil where nothing is
    ///   - onProgress: told how much of how much is done, in whatever unit
    /// - Returns: the figures that this model and these photos allow
    func examine(
        _ model: ImageModel, folder: BytePath?, labels: BytePath?, onProgress: @escaping @Sendable (_ done: Int, _ total: Int) -> Void
    ) async throws -> [QualityFigure: Double]
}
