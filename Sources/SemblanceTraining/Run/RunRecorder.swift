import Foundation
import SemblanceCore
import SemblanceImaging

/// Keeps a run in its folder: `configuration.json`, `metrics.jsonl`, `samples-NNNNNN.png`, `reconstructions-NNNNNN.png` and
/// `checkpoint.safetensors`.
///
/// Its calls are `async` as the protocol's are: a plain one would lose to the protocol's default, which does nothing.
public actor RunRecorder: TrainingObserver {
    private let folder: RunFolder
    private let metrics: FileHandle
    private let encoder = JSONEncoder()

    /// Writes the configuration and opens the metrics.
    public init(_ folder: RunFolder, configuration: TrainingConfiguration) throws {
        self.folder = folder
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes, .prettyPrinted]
        encoder.keyEncodingStrategy = .convertToSnakeCase
        try FileWriter.replace(BytePath(folder.path + "/configuration.json"), with: Array(encoder.encode(configuration)))
        encoder.outputFormatting.remove(.prettyPrinted)
        try FileWriter.replace(BytePath(folder.metrics), with: [])
        guard let handle = FileHandle(forWritingAtPath: folder.metrics) else {
            throw SemblanceError(.unreadable, "'\(folder.metrics)' cannot be written")
        }
        metrics = handle
    }

    /// Appends a line of metrics.
    public func trainingProgressed(_ progress: TrainingProgress) async throws {
        do {
            try metrics.write(contentsOf: encoder.encode(progress) + Data("\n".utf8))
        } catch {
            let isFull = (error as? CocoaError)?.code == .fileWriteOutOfSpace
            throw SemblanceError(
                isFull ? .diskFull : .unreadable, "'\(folder.metrics)' cannot be written to",
                advice: isFull ? "make room and try again" : "check its disk", detail: "\(error)")
        }
    }

    /// Writes both grids, named by step.
    public func trainingDrew(_ grids: TrainingGrids) async throws {
        let step = String(repeating: "0", count: max(0, 6 - String(grids.step).count)) + "\(grids.step)"
        let pairs = grids.reconstructions.flatMap { [$0.photo, $0.reconstruction] }
        for (name, images) in [("samples", grids.samples), ("reconstructions", pairs)] where !images.isEmpty {
            let grid = try ImageGrid(images, columns: 8).render()
            try FileWriter.replace(BytePath("\(folder.path)/\(name)-\(step).png"), with: ImageEncoding.png(grid))
        }
    }

    /// Replaces the checkpoint.
    public func trainingSaved(checkpoint: [UInt8], step: Int) async throws {
        try FileWriter.replace(BytePath(folder.checkpoint), with: checkpoint)
    }
}
