import Foundation
import SemblanceCore
import SemblanceModels
import SemblanceTensor

extension TrainingState {
    /// The bytes of a training checkpoint: see `TrainingCheckpoint`.
    ///
    /// - Parameter position: how many images were drawn so far
    func serialized(position: Int) throws -> [UInt8] {
        record.position = position
        record.averageUpdates = average.updates
        record.augmentation = adaptive?.state ?? []
        var tensors: [String: Tensor] = [:]
        for part in parts { for entry in part.state.entries { tensors[part.prefix + entry.name] = entry.tensor } }
        for (prefix, optimizer) in namedOptimizers {
            for (name, tensor) in try optimizer.state() { tensors[prefix + name] = tensor }
        }
        for (name, tensor) in try streams.states() { tensors[Self.randomPrefix + name] = tensor }
        return try Safetensors(tensors: tensors, metadata: TrainingCheckpoint.metadata(record)).serialized()
    }

    /// The state that a checkpoint holds.
    ///
    /// - Parameter record: the checkpoint's, or with another length and other intervals
    /// - Throws: `incompatible` for tensors that do not fit the configuration.
    convenience init(_ checkpoint: TrainingCheckpoint, record: TrainingRecord, device: Device) throws {
        try self.init(record, device: device)
        let source = checkpoint.source
        let tensors = try Safetensors(bytes: checkpoint.bytes, source: source).tensors
        func part(_ prefix: String) -> [String: Tensor] {
            let named = tensors.filter { $0.key.hasPrefix(prefix) }.map { (String($0.key.dropFirst(prefix.count)), $0.value) }
            return Dictionary(uniqueKeysWithValues: named)
        }
        for (prefix, state) in parts { try state.load(part(prefix), source: source) }
        for (prefix, optimizer) in namedOptimizers { try optimizer.restore(part(prefix), source: source) }
        try streams.restore(part(Self.randomPrefix), source: source)
        average.updates = record.averageUpdates
    }

    private static var randomPrefix: String { "random." }
}
