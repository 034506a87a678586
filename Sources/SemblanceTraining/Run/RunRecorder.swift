import Foundation
import SemblanceCore
import SemblanceImaging
import SemblanceTensor

/// Keeps a run in its folder: `configuration.json`, `metrics.jsonl`, `curves.png`, `samples-NNNNNN.png`,
/// `reconstructions-NNNNNN.png`, `model.safetensors`, `checkpoint.safetensors`, and `best.safetensors` where the run chooses one.
///
/// Its calls are `async` as the protocol's are: a plain one would lose to the protocol's default, which does nothing.
public actor RunRecorder: TrainingObserver, CheckpointStore {
    private let folder: RunFolder
    private let metrics: RunMetrics
    private var handle: FileHandle
    private let encoder = JSONEncoder()

    /// Writes the configuration and opens the metrics.
    ///
    /// - Parameter step: where a run goes on: metrics of later steps are cut off; nil for a new run
    public init(_ folder: RunFolder, configuration: TrainingConfiguration, resumingAfter step: Int? = nil) throws {
        self.folder = folder
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes, .prettyPrinted]
        encoder.keyEncodingStrategy = .convertToSnakeCase
        try FileWriter.replace(BytePath(folder.path + "/configuration.json"), with: Array(encoder.encode(configuration)))
        encoder.outputFormatting.remove(.prettyPrinted)
        if step != nil { folder.removePartialFiles() }
        metrics = RunMetrics(path: folder.metrics)
        try metrics.begin(after: step)
        handle = try metrics.opened()
    }

    /// Appends a line of metrics.
    public func trainingProgressed(_ progress: TrainingProgress) async throws { try append(progress) }

    /// A line of figures.
    private struct EvaluationLine: Encodable {
        let step: Int
        let seconds: Double
        let evaluation: [String: Float]
    }

    /// Appends a line of figures.
    public func trainingEvaluated(_ evaluation: TrainingEvaluation) async throws {
        let named = evaluation.figures.map { ($0.key.rawValue, $0.value) }
        try append(
            EvaluationLine(step: evaluation.step, seconds: evaluation.seconds, evaluation: Dictionary(uniqueKeysWithValues: named)))
    }

    private func append(_ line: some Encodable) throws {
        do {
            try handle.write(contentsOf: encoder.encode(line) + Data("\n".utf8))
        } catch {
            let isFull = (error as? CocoaError)?.code == .fileWriteOutOfSpace
            throw SemblanceError(
                isFull ? .diskFull : .unreadable, "'\(folder.metrics)' cannot be written to",
                advice: isFull ? "make room and try again" : "check its disk", detail: "\(error)")
        }
    }

    /// Writes both grids, named by step, and draws the curves anew.
    public func trainingDrew(_ grids: TrainingGrids) async throws {
        let step = String(repeating: "0", count: max(0, 6 - String(grids.step).count)) + "\(grids.step)"
        let pairs = grids.reconstructions.flatMap { [$0.photo, $0.reconstruction] }
        for (name, images) in [("samples", grids.samples), ("reconstructions", pairs)] where !images.isEmpty {
            let grid = try ImageGrid(images, columns: 8).render()
            try FileWriter.replace(BytePath("\(folder.path)/\(name)-\(step).png"), with: ImageEncoding.png(grid))
        }
        if let curves = RunCurves(metrics.series()).render() {
            try FileWriter.replace(BytePath(folder.curves), with: ImageEncoding.png(curves))
        }
    }

    /// Replaces the best model.
    public func trainingImproved(model: [UInt8], step: Int) async throws {
        try FileWriter.replace(BytePath(folder.bestModel), with: model)
    }

    /// Replaces model and checkpoint, in this order: a crash between them leaves a checkpoint that makes the model again.
    public func trainingSaved(_ save: TrainingSave) async throws {
        try FileWriter.replace(BytePath(folder.model), with: save.model)
        try FileWriter.replace(BytePath(folder.checkpoint), with: save.checkpoint)
    }

    /// Cuts off the metrics of steps that do not count any more.
    public func trainingRolledBack(_ rollback: TrainingRollback) async throws {
        try metrics.begin(after: rollback.step)
        handle = try metrics.opened()
    }

    /// The checkpoint's file.
    public nonisolated var checkpointPlace: String { folder.checkpoint }

    /// The checkpoint in the folder.
    public func latestCheckpoint() async throws -> TrainingCheckpoint? {
        guard FileManager.default.fileExists(atPath: folder.checkpoint) else { return nil }
        return try await folder.readCheckpoint()
    }
}

extension RunFolder {
    /// Removes what a process that was killed had not finished writing.
    fileprivate func removePartialFiles() {
        let manager = FileManager.default
        for name in (try? manager.contentsOfDirectory(atPath: path)) ?? [] where name.contains(".partial-") {
            try? manager.removeItem(atPath: path + "/" + name)
        }
    }

    /// Reads the state that training goes on from.
    ///
    /// - Throws: what reading throws, `corrupt` and `incompatible` as `TrainingCheckpoint`.
    public func readCheckpoint() async throws -> TrainingCheckpoint {
        let bytes = try FileReader.read(BytePath(checkpoint), maximumBytes: .max)
        return try await TrainingCheckpoint(bytes: bytes, source: checkpoint)
    }
}
