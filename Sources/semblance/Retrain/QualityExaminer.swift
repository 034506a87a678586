import SemblanceCore
import SemblanceEvaluation
import SemblanceImaging
import SemblanceService

/// Measures models for retraining as `evaluate` does.
struct QualityExaminer: ModelExaminer {
    let threads: Int
    let limits: ImageLimits

    private static let samples = 1024
    private static let queries = 500

    func examine(
        _ model: ImageModel, folder: BytePath?, labels: BytePath?, onProgress: @escaping @Sendable (_ done: Int, _ total: Int) -> Void
    ) async throws -> [QualityFigure: Double] {
        let encodes = (try? model.requireEncoder()) != nil
        let options = QualityOptions(
            samples: Self.samples, reconstructions: Self.queries, retrievalQueries: Self.queries, threads: threads, limits: limits)
        let evaluation = try QualityEvaluation(encoder: encodes ? model : nil, generator: model, options: options) {
            onProgress($0.done, $0.total)
        }
        return try await evaluation.run(corpus: folder, labels: labels.map { try LabelTable(file: $0) }).gateFigures
    }
}

extension QualityReport {
    /// The figures that a gate knows; those that do not apply are missing.
    var gateFigures: [QualityFigure: Double] {
        let found = selfRetrieval.map { ($0.jpeg50 + $0.crop5 + $0.shift + $0.brightness + $0.mirror) / 5 }
        let figures: [(QualityFigure, Double?)] = [
            (.correlation, correlation), (.reconstructionL1, reconstruction?.l1), (.reconstructionPSNR, reconstruction?.psnr),
            (.reconstructionMSSSIM, reconstruction?.msSsim), (.selfRetrieval, found), (.labelLift, labelLift),
            (.identityRecall, identity?.recallAt1), (.collapseSamples, collapse.samples), (.collapseCorpus, collapse.corpus),
        ]
        return Dictionary(uniqueKeysWithValues: figures.compactMap { figure, value in value.flatMap { $0.isFinite ? (figure, $0) : nil } })
    }
}
