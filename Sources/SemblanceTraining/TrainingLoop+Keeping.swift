import Foundation
import SemblanceCore
import SemblanceModels
import SemblanceTensor

/// What the loop does with the model between steps: pictures, figures, checkpoints, and the way back to one.
extension TrainingLoop {
    private static let gridSamples = 64
    /// What a rollback multiplies the learning rate by.
    private static let rollbackFactor = 0.5

    /// The averaged networks with statistics of their own, as a model; weights that are not finite never leave the loop.
    func model() throws -> GANImageModel {
        if calibratedStep != step {
            try calibration.calibrate(state.averaged, precision: configuration.model.inferencePrecision)
            guard try state.isFinite() else { throw Divergence(step: step, what: "weights are not finite numbers") }
            calibratedStep = step
        }
        return GANImageModel(state.averaged)
    }

    private var hasEncoder: Bool { configuration.model.objective.kind.hasEncoder }

    /// Pictures for the observers.
    func draw() async throws {
        guard !observers.isEmpty else { return }
        let model = try model()
        let samples = try await model.sample(
            count: Self.gridSamples, seed: RandomStream.grids.seed(configuration.seed), truncation: model.truncation)
        let photos = hasEncoder ? photos : []
        let latents = try await model.encode(photos).map { model.normalization.coordinates(of: $0) }
        let reconstructions = try await model.generate(latents, truncation: model.truncation)
        let grids = TrainingGrids(
            step: step, samples: samples, reconstructions: zip(photos, reconstructions).map { (photo: $0, reconstruction: $1) })
        for observer in observers { try await observer.trainingDrew(grids) }
    }

    /// Measures the model; the best one so far is handed out and the state saved with it, so that the two belong together.
    func evaluate() async throws {
        guard !observers.isEmpty else { return }
        let model = try model()
        let figures = try await evaluation.figures(encoder: hasEncoder ? model : nil, generator: model)
        state.record.evaluatedStep = step
        state.record.figures = Dictionary(uniqueKeysWithValues: figures.map { ($0.key.rawValue, $0.value) })
        var isBest = false
        if let figure = configuration.bestBy {
            guard let value = figures[figure] else {
                throw SemblanceError(
                    .invalidArgument, "no model can be chosen by \(figure.rawValue): it cannot be measured here",
                    advice: figure == .reconstructionL1 ? "hold photos out with --held-out" : "choose by another figure")
            }
            isBest = state.record.best.map { figure.isBetter(value, than: $0.value) } ?? true
            if isBest { state.record.best = TrainingRecord.Best(step: step, value: value, figures: state.record.figures) }
        }
        let report = TrainingEvaluation(
            step: step, seconds: clock.seconds, figures: figures,
            isCollapsed: RunEvaluation.isCollapsed(figures[.collapse] ?? 0, step: step, hasEncoder: hasEncoder), isBest: isBest)
        for observer in observers { try await observer.trainingEvaluated(report) }
        if isBest {
            let bytes = try modelBytes()
            for observer in observers { try await observer.trainingImproved(model: bytes, step: step) }
            try await save()
        }
    }

    /// Hands the model and the whole state to the observers.
    func save() async throws {
        savedStep = step
        guard !observers.isEmpty else { return }
        _ = try model()
        state.record.seconds = clock.seconds
        let save = TrainingSave(
            step: step, model: try modelBytes(), checkpoint: try state.serialized(position: await loader.position))
        for observer in observers { try await observer.trainingSaved(save) }
    }

    private func modelBytes() throws -> [UInt8] {
        let encoder = JSONEncoder()
        // Sorted, or equal runs would leave unequal bytes.
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        let text = String(decoding: try encoder.encode(configuration), as: UTF8.self)
        return try Checkpoint.serialize(
            state.averaged, metadata: ["semblance.training": text, "semblance.step": String(step)])
    }

    /// Goes back to the last good state with a lower learning rate, where that is wanted; throws what ends the run where it is not.
    func recover(from divergence: Divergence) async throws {
        let last = try await store?.latestCheckpoint() ?? origin
        let rollbacks = state.record.rollbacks
        guard configuration.onDivergence == .rollback, rollbacks < Self.maximumRollbacks else {
            throw divergence.failure(
                good: last.map { ($0.record.step, store?.checkpointPlace ?? $0.source) }, rollbacks: rollbacks,
                configuration: configuration)
        }
        var record = TrainingRecord(configuration: configuration, corpus: corpus.fingerprint, notes: state.record.notes)
        if let last { record = last.record }
        (record.configuration, record.corpus, record.notes) = (configuration, corpus.fingerprint, state.record.notes)
        record.learningRateFactor = state.record.learningRateFactor * Self.rollbackFactor
        record.rollbacks = rollbacks + 1
        state = try last.map { try TrainingState($0, record: record, device: device) } ?? TrainingState(record, device: device)
        if let start, last == nil { try state.begin(with: start) }
        loader = Self.loader(configuration, corpus, position: record.position)
        (calibratedStep, savedStep) = (nil, nil)
        let rollback = TrainingRollback(reason: divergence.reason, step: step, learningRateFactor: record.learningRateFactor)
        for observer in observers { try await observer.trainingRolledBack(rollback) }
    }
}
