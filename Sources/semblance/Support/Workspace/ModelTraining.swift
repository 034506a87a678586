import Foundation
import SemblanceCore
import SemblanceImaging
import SemblanceModels
import SemblanceService
import SemblanceStorage
import SemblanceTraining

/// Trains a model on a folder and registers it.
struct ModelTraining {
    let workspace: Workspace
    let context: CollectionContext
    let configuration: TrainingConfiguration
    let name: String

    /// What came of it.
    struct Outcome {
        let record: ModelRecord
        let progress: TrainingProgress
        let folder: RunFolder
        /// Photos that could not be decoded; others stood in for them.
        let undecodable: Int
    }

    /// - Parameters:
    ///   - corpus: the folder of photos
    ///   - includes: which of its files are learned from
    func run(corpus path: BytePath, includes: (CorpusFile) -> Bool = { _ in true }) async throws -> Outcome {
        try configuration.validate()
        try ResourceName.validate(model: name)
        let corpus = try TrainingCorpus(
            folder: path, preprocessing: configuration.model.preprocessing, minimumCount: configuration.batchSize,
            cacheBytes: configuration.cacheBytes, limits: workspace.limits, includes: includes)
        let folder = try RunFolder.create(in: workspace.runs, name: name)
        let bar = TrainingProgressBar(configuration.length)
        let recorder = try RunRecorder(folder, configuration: configuration)
        let loop = try await TrainingLoop(configuration, corpus: corpus, device: workspace.device, observers: [bar, recorder])
        let (progress, _) = try await loop.run()
        bar.finish()
        guard !Task.isCancelled else {
            throw SemblanceError(
                .cancelled, "training was interrupted at step \(progress.step)", advice: "its checkpoint is \(folder.checkpoint)")
        }
        return Outcome(
            record: try await register(folder, progress), progress: progress, folder: folder, undecodable: corpus.undecodableCount)
    }

    /// - Throws: what the database throws, with the place where the work is not lost.
    private func register(_ folder: RunFolder, _ progress: TrainingProgress) async throws -> ModelRecord {
        do {
            let checkpoint = try FileReader.read(BytePath(folder.checkpoint), maximumBytes: .max)
            return try await context.catalog.register(newModel(progress), checkpoint: checkpoint)
        } catch let error as SemblanceError {
            let advice = [error.advice, "the checkpoint is \(folder.checkpoint)"].compactMap { $0 }.joined(separator: "; ")
            throw SemblanceError(
                error.code, "the model is trained, but was not registered: \(error.message)", advice: advice, detail: error.detail)
        }
    }

    private func newModel(_ progress: TrainingProgress) throws -> NewModel {
        let model = configuration.model
        return NewModel(
            name: name, objective: model.objective.kind.rawValue, latentDimension: model.network.latentDimension,
            preprocessing: model.preprocessing, normalization: model.objective.kind.normalization,
            configuration: try JSONText(encoding: configuration), metrics: try JSONText(encoding: ["training": progress.losses]))
    }
}
