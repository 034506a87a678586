import Foundation
import SemblanceCore
import SemblanceImaging
import SemblanceModels
import SemblanceService
import SemblanceStorage
import SemblanceTraining

/// Trains a model on a folder and registers it, in one session or in several.
struct ModelTraining {
    let workspace: Workspace
    let context: CollectionContext

    /// What came of it.
    struct Outcome {
        let model: ModelRecord
        let configuration: TrainingConfiguration
        let progress: TrainingProgress
        /// Figures of the model that was registered, by name.
        let figures: [String: Float]
        /// The step of the model that was registered.
        let step: Int
        let corpus: String?
        let folder: RunFolder
        /// Photos that could not be decoded; others stood in for them.
        let undecodable: Int
    }

    /// The note in a run's checkpoints that says what its model is called.
    private static let nameNote = "model"

    /// Trains a new model.
    ///
    /// - Parameter path: the folder of photos
    func run(_ configuration: TrainingConfiguration, name: String, corpus path: BytePath) async throws -> Outcome {
        try configuration.validate()
        try ResourceName.validate(model: name)
        let corpus = try corpus(path, configuration)
        let folder = try RunFolder.create(in: workspace.runs, name: name)
        let lock = try RunLock(folder)
        defer { withExtendedLifetime(lock) {} }
        let recorder = try RunRecorder(folder, configuration: configuration)
        return try await train(configuration, name: name, corpus: corpus, folder: folder, recorder: recorder, resuming: nil)
    }

    /// Goes on with a run, or registers what it left where it has reached its end.
    ///
    /// - Parameters:
    ///   - reference: the run's name or folder
    ///   - name: what its model is called from now on; nil for the name it had
    ///   - path: where the photos have moved to; nil for where they were
    ///   - change: what is different from now on
    func resume(
        _ reference: String, name: String?, corpus path: String?, change: (TrainingConfiguration) -> TrainingConfiguration
    ) async throws -> Outcome {
        let folder = try RunFolder.find(reference, in: workspace.runs)
        let lock = try RunLock(folder)
        defer { withExtendedLifetime(lock) {} }
        let checkpoint = try await folder.readCheckpoint()
        let record = checkpoint.record
        let configuration = change(record.configuration)
        try configuration.validate()
        let name = name ?? record.notes[Self.nameNote] ?? folder.name
        try ResourceName.validate(model: name)
        guard let place = path ?? record.corpus.path, path != nil || FileManager.default.fileExists(atPath: place) else {
            throw SemblanceError(
                .notFound, "the photos of the run '\(folder.name)' are not at '\(record.corpus.path ?? "")' any more",
                advice: "say with --corpus where they are")
        }
        let corpus = try corpus(BytePath(place), configuration)
        try checkpoint.requireContinuation(as: configuration, over: corpus)
        if checkpoint.isAtEnd(of: configuration, over: corpus), let known = RegisteredRun(of: folder), known.runStep == record.step {
            throw SemblanceError(
                .conflict,
                "the run '\(folder.name)' has nothing left to do: it ended with step \(record.step), and is registered as "
                    + "\(known.model.name)@\(known.model.version)",
                advice: "give more --steps, --epochs or --minutes than it had to go on")
        }
        let recorder = try RunRecorder(folder, configuration: configuration, resumingAfter: record.step)
        return try await train(configuration, name: name, corpus: corpus, folder: folder, recorder: recorder, resuming: checkpoint)
    }

    private func train(
        _ configuration: TrainingConfiguration, name: String, corpus: TrainingCorpus, folder: RunFolder, recorder: RunRecorder,
        resuming checkpoint: TrainingCheckpoint?
    ) async throws -> Outcome {
        let bar = TrainingProgressBar(configuration.length, resuming: checkpoint?.record)
        let loop = try await TrainingLoop(
            configuration, corpus: corpus, device: workspace.device, observers: [bar, recorder], store: recorder,
            notes: [Self.nameNote: name], resuming: checkpoint)
        let (progress, _) = try await loop.run()
        bar.finish()
        guard !Task.isCancelled else {
            throw SemblanceError(
                .cancelled, "training was interrupted at step \(progress.step), and its state kept in \(folder.checkpoint)",
                advice: "go on with it: semblance train --resume \(folder.name)")
        }
        let record = await loop.record
        let (step, figures) = record.best.map { ($0.step, $0.figures) } ?? (record.step, record.figures)
        let file = record.best == nil ? folder.model : folder.bestModel
        let model = NewModel(
            name: name, objective: configuration.model.objective.kind.rawValue,
            latentDimension: configuration.model.network.latentDimension, preprocessing: configuration.model.preprocessing,
            normalization: configuration.model.objective.kind.normalization, configuration: try JSONText(encoding: configuration),
            metrics: try JSONText(encoding: ["training": progress.losses, "evaluation": figures]))
        let registered = try await register(model, file: file)
        try RegisteredRun(model: ModelReference(registered), step: step, runStep: record.step).write(to: folder)
        return Outcome(
            model: registered, configuration: configuration, progress: progress, figures: figures, step: step,
            corpus: record.corpus.path, folder: folder, undecodable: corpus.undecodableCount)
    }

    /// - Throws: what the database throws, with the place where the work is not lost.
    private func register(_ model: NewModel, file: String) async throws -> ModelRecord {
        do {
            let checkpoint = try FileReader.read(BytePath(file), maximumBytes: .max)
            return try await context.catalog.register(model, checkpoint: checkpoint)
        } catch let error as SemblanceError {
            let advice = [error.advice, "the model is \(file)"].compactMap { $0 }.joined(separator: "; ")
            throw SemblanceError(
                error.code, "the model is trained, but was not registered: \(error.message)", advice: advice, detail: error.detail)
        }
    }

    private func corpus(_ path: BytePath, _ configuration: TrainingConfiguration) throws -> TrainingCorpus {
        try TrainingCorpus(
            folder: path, preprocessing: configuration.model.preprocessing, minimumCount: configuration.batchSize,
            cacheBytes: configuration.cacheBytes, limits: workspace.limits, heldOut: configuration.heldOut)
    }
}
