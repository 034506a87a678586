import Foundation
import SemblanceCore
import SemblanceTensor

/// A run's whole state in a safetensors file, from which it goes on to the same bits on the CPU:
///
/// - `networks.…` the weights and buffers as they are trained, `average.…` those of their moving average
/// - `objective.…` what the objective remembers beside the networks
/// - `optimizer.<phase's number>.<phase's name>.…` what each optimizer remembers
/// - `random.…` the states of the random streams, as bytes
/// - in the header's metadata the format's version and a `TrainingRecord` as JSON
///
/// It is no model: that lies beside it, averaged and calibrated.
public struct TrainingCheckpoint: Sendable {
    /// Where the run stood.
    public let record: TrainingRecord
    let bytes: [UInt8]
    let source: String

    private static let formatKey = "semblance.run.format"
    private static let recordKey = "semblance.run.record"
    private static let format = "1"

    /// Reads a checkpoint's bytes.
    ///
    /// - Parameter source: the file's name for messages
    /// - Throws: `corrupt` for a cut or damaged file; `incompatible` for one that is no training checkpoint, or of another format.
    @TensorActor
    public init(bytes: [UInt8], source: String) throws {
        let metadata = try Safetensors(bytes: bytes, source: source).metadata
        guard let found = metadata[Self.formatKey], let text = metadata[Self.recordKey] else {
            throw SemblanceError(
                .incompatible, "'\(source)' holds no training state: a model alone cannot be trained on",
                advice: "name a run folder, whose checkpoint.safetensors holds it")
        }
        guard found == Self.format else {
            throw SemblanceError(
                .incompatible, "'\(source)' is a training state of format \(found), and this build reads \(Self.format)",
                advice: "go on with the build that wrote it")
        }
        do {
            record = try JSONDecoder().decode(TrainingRecord.self, from: Data(text.utf8))
        } catch {
            throw SemblanceError(
                .incompatible, "'\(source)' carries a record that this build cannot read", advice: "go on with the build that wrote it",
                detail: "\(error)")
        }
        try record.configuration.validate()
        self.bytes = bytes
        self.source = source
    }

    /// Throws `conflict` where a run with this configuration over this corpus would not be the one that began.
    public func requireContinuation(as configuration: TrainingConfiguration, over corpus: TrainingCorpus) throws {
        try configuration.requireContinuation(of: record.configuration)
        try record.corpus.require(corpus.fingerprint)
    }

    /// Whether a run with this configuration over this corpus has reached its end.
    public func isAtEnd(of configuration: TrainingConfiguration, over corpus: TrainingCorpus) -> Bool {
        let schedule = TrainingSchedule(configuration.length, corpusCount: corpus.count, imagesPerStep: configuration.imagesPerStep)
        return !schedule.goesOn(step: record.step, seconds: record.seconds)
    }

    /// What stands in the header of a record's checkpoint.
    static func metadata(_ record: TrainingRecord) throws -> [String: String] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return [formatKey: format, recordKey: String(decoding: try encoder.encode(record), as: UTF8.self)]
    }
}

/// Where a run's latest checkpoint can be had again.
public protocol CheckpointStore: Sendable {
    /// What it is called in messages.
    var checkpointPlace: String { get }

    /// The latest checkpoint; nil before the first.
    func latestCheckpoint() async throws -> TrainingCheckpoint?
}
