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
            onProgress(Self.percent($0), 100)
        }
        return try await evaluation.run(corpus: folder, labels: labels.map { try LabelTable(file: $0) }).gateFigures
    }
}

extension QualityExaminer {
    /// How far an evaluation is, each of its stages counting alike.
    private static func percent(_ progress: QualityProgress) -> Int {
        let stages = QualityProgress.Stage.allCases
        let before = stages.firstIndex(of: progress.stage) ?? 0
        let within = progress.total > 0 ? Double(progress.done) / Double(progress.total) : 1
        return Int(100 * (Double(before) + within) / Double(stages.count))
    }
}

extension QualityReport {
    /// The figures that a gate knows; those that do not apply are missing.
    var gateFigures: [QualityFigure: Double] {
        let measured: [QualityFigure: Double?] = [
            .correlation: figures.correlation, .reconstructionL1: figures.reconstruction?.l1,
            .reconstructionPSNR: figures.reconstruction?.psnr,
            .reconstructionMSSSIM: figures.reconstruction?.msSsim, .swdSamples: swd?.samples, .swdReconstructions: swd?.reconstructions,
            .selfRetrieval: figures.selfRetrieval?.mean, .labelLift: figures.labelLift, .identityRecall: figures.identity?.recallAt1,
            .collapseSamples: figures.collapse.samples, .collapseCorpus: figures.collapse.corpus,
        ]
        return measured.compactMapValues { $0 }.filter(\.value.isFinite)
    }
}
