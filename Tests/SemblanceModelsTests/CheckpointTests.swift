import Foundation
import SemblanceCore
import SemblanceTensor
import Testing

@testable import SemblanceModels

@Suite("Checkpoints")
struct CheckpointTests {
    private let configuration = ModelConfiguration(
        network: NetworkConfiguration(resolution: 32, width: 16, latentDimension: 8, kernel: 4, generatorNormalization: .selfModulated))

    @Test("a checkpoint carries weights and configuration whole")
    @TensorActor func roundTrip() throws {
        let networks = try ModelNetworks(configuration, seed: 6)
        let bytes = try Checkpoint.serialize(networks, metadata: ["note": "kept"])
        let loaded = try Checkpoint.load(bytes, source: "model")
        #expect(loaded.configuration == configuration)
        for (a, b) in zip(networks.state.entries, loaded.state.entries) { #expect(try a.tensor.floats() == b.tensor.floats()) }
        #expect(try Safetensors(bytes: bytes, source: "model").metadata["note"] == "kept")
    }

    @Test("tensors of another configuration are refused by name")
    @TensorActor func otherConfiguration() throws {
        let wider = ModelConfiguration(network: NetworkConfiguration(resolution: 32, width: 32, latentDimension: 8, kernel: 4))
        var file = try Safetensors(bytes: Checkpoint.serialize(ModelNetworks(wider, seed: 6)), source: "wider")
        file.metadata = try Safetensors(bytes: Checkpoint.serialize(ModelNetworks(configuration, seed: 6)), source: "ours").metadata
        let bytes = try file.serialized()
        let error = #expect(throws: SemblanceError.self) { try Checkpoint.load(bytes, source: "other.safetensors") }
        #expect(error?.code == .incompatible)
        #expect(error?.message.contains("other.safetensors") == true)
        #expect(error?.message.contains("encoder.convolutions.0.weight") == true)
    }

    @Test("a configuration of an older build, without what has been added since, means what it meant")
    @TensorActor func olderConfiguration() throws {
        let networks = try ModelNetworks(configuration, seed: 6)
        var file = try Safetensors(bytes: Checkpoint.serialize(networks), source: "new")
        let optimizer = #"{"rmsprop":{"decay":0.99,"epsilon":1e-07,"learningRate":0.0001}}"#
        file.metadata[Checkpoint.configurationKey] = """
            {"inferencePrecision":"fp32","network":{"generatorNormalization":"self_modulated","kernel":4,"latentDimension":8,
            "resolution":32,"width":16},"objective":{"correlationWeight":0.5,"kind":"o-gan","optimizer":\(optimizer),
            "quadraticWeight":0.25},"preprocessing":\(try json(configuration.preprocessing))}
            """
        #expect(try Checkpoint.load(file.serialized(), source: "old").configuration == configuration)
    }

    private func json(_ preprocessing: Preprocessing) throws -> String {
        String(decoding: try JSONEncoder().encode(preprocessing), as: UTF8.self)
    }

    @Test("a cut checkpoint and a foreign file are refused")
    @TensorActor func damaged() throws {
        let bytes = try Checkpoint.serialize(ModelNetworks(configuration, seed: 6))
        let cut = #expect(throws: SemblanceError.self) { try Checkpoint.load(Array(bytes.dropLast(1000)), source: "cut") }
        #expect(cut?.code == .corrupt)
        let foreign = try Safetensors(tensors: ["x": Tensor([1], shape: [1])]).serialized()
        let error = #expect(throws: SemblanceError.self) { try Checkpoint.load(foreign, source: "foreign") }
        #expect(error?.code == .incompatible)
    }
}
