import SemblanceCore
import SemblanceModels
import SemblanceService
import SemblanceStorage
import SemblanceTensor
import SemblanceTraining
import Synchronization

/// Trains for retraining by the training loop.
struct LoopTrainer: ModelTrainer {
    let device: Device

    /// The most steps between two checkpoints where nobody says otherwise.
    private static let checkpointInterval = 250

    func train(_ task: TrainingTask) async throws -> TrainedModel {
        let configuration = try configuration(task)
        try configuration.validate()
        let photos = try PackedPhotos(task.photos, digests: task.digests, place: task.place)
        let corpus = try TrainingCorpus(
            photos, minimumCount: configuration.batchSize, cacheBytes: configuration.cacheBytes, heldOut: configuration.heldOut)
        var checkpoint: TrainingCheckpoint?
        if let bytes = task.checkpoint { checkpoint = try await TrainingCheckpoint(bytes: bytes, source: "the state of the retraining") }
        let folder = try RunFolder.open(task.folder)
        let recorder = try RunRecorder(folder, configuration: configuration, resumingAfter: checkpoint?.record.step)
        let keeper = TrainingKeeper(task)
        let loop = try await TrainingLoop(
            configuration, corpus: corpus, device: device, observers: [recorder, keeper], store: recorder, from: task.weights,
            resuming: checkpoint)
        let (progress, _) = try await loop.run()
        guard !Task.isCancelled else { throw CancellationError() }
        guard let model = keeper.model else { throw SemblanceError(.engine, "training ended without a model") }
        try RegisteredRun(model: task.model, step: progress.step, runStep: progress.step).write(to: folder)
        return TrainedModel(
            checkpoint: model, configuration: try JSONText(encoding: configuration),
            metrics: try JSONText(encoding: ["training": progress.losses, "evaluation": await loop.record.figures]),
            training: .init(steps: progress.step, seconds: progress.seconds, losses: progress.losses))
    }

    /// How the parent was trained, with what is asked for.
    private func configuration(_ task: TrainingTask) throws -> TrainingConfiguration {
        guard var configuration = try? task.configuration.decode(as: TrainingConfiguration.self) else {
            throw SemblanceError(
                .incompatible, "it is not known how the version to train from was trained",
                advice: "train one: semblance train --corpus DIR")
        }
        let changes = task.request.changes
        if let steps = changes.steps { configuration.length = .steps(steps) }
        if let epochs = changes.epochs { configuration.length = .epochs(epochs) }
        if let minutes = changes.minutes {
            configuration.length = .minutes(minutes)
            configuration.learningRateDecay = .init()
        }
        configuration.seed = changes.seed ?? configuration.seed
        configuration.batchSize = changes.batch ?? configuration.batchSize
        // Another worker goes on from the last one, so that they are closer than those of a run which somebody watches.
        let usual = configuration.checkpointInterval > 0 ? configuration.checkpointInterval : .max
        configuration.checkpointInterval = changes.checkpointInterval ?? min(usual, Self.checkpointInterval)
        if let rate = changes.learningRate { configuration.model.objective.optimizer.learningRate = rate }
        configuration.heldOut = .fraction(task.request.heldOut)
        // The best model of an earlier session may lie on another machine: the last one is taken.
        configuration.bestBy = nil
        return configuration
    }
}

/// Passes on what the loop leaves.
private final class TrainingKeeper: TrainingObserver {
    private let task: TrainingTask
    private let latest = Mutex<[UInt8]?>(nil)

    init(_ task: TrainingTask) { self.task = task }

    /// The latest model's file.
    var model: [UInt8]? { latest.withLock { $0 } }

    func trainingProgressed(_ progress: TrainingProgress) async throws {
        if let total = progress.totalSteps { return try await task.onProgress(progress.step, total) }
        try await task.onProgress(Int(progress.seconds), Int(progress.seconds + progress.secondsLeft))
    }

    func trainingSaved(_ save: TrainingSave) async throws {
        latest.withLock { $0 = save.model }
        try await task.keep(save.checkpoint)
    }
}
