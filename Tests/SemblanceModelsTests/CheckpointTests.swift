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
        let networks = try GANNetworks(configuration.network, seed: 6)
        let bytes = try Checkpoint.serialize(networks, configuration, metadata: ["note": "kept"])
        let (loaded, found) = try Checkpoint.load(bytes, source: "model")
        #expect(found == configuration)
        for (a, b) in zip(networks.state.entries, loaded.state.entries) { #expect(try a.tensor.floats() == b.tensor.floats()) }
        #expect(try Safetensors(bytes: bytes, source: "model").metadata["note"] == "kept")
    }

    @Test("tensors of another configuration are refused by name")
    @TensorActor func otherConfiguration() throws {
        let networks = try GANNetworks(NetworkConfiguration(resolution: 32, width: 32, latentDimension: 8, kernel: 4), seed: 6)
        let bytes = try Checkpoint.serialize(networks, configuration)
        let error = #expect(throws: SemblanceError.self) { try Checkpoint.load(bytes, source: "other.safetensors") }
        #expect(error?.code == .incompatible)
        #expect(error?.message.contains("other.safetensors") == true)
        #expect(error?.message.contains("encoder.convolutions.0.weight") == true)
    }

    @Test("a cut checkpoint and a foreign file are refused")
    @TensorActor func damaged() throws {
        let bytes = try Checkpoint.serialize(GANNetworks(configuration.network, seed: 6), configuration)
        let cut = #expect(throws: SemblanceError.self) { try Checkpoint.load(Array(bytes.dropLast(1000)), source: "cut") }
        #expect(cut?.code == .corrupt)
        let foreign = try Safetensors(tensors: ["x": Tensor([1], shape: [1])]).serialized()
        let error = #expect(throws: SemblanceError.self) { try Checkpoint.load(foreign, source: "foreign") }
        #expect(error?.code == .incompatible)
    }
}
