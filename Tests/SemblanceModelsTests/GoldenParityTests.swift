import Foundation
import SemblanceCore
import SemblanceTensor
import Testing

@testable import SemblanceModels

extension Golden {
    /// A case of the published O-GAN.
    fileprivate init(_ name: String, objective: ObjectiveConfiguration = .init()) throws {
        let selfModulated = name.hasPrefix("self-modulated")
        let network = NetworkConfiguration(
            resolution: 32, width: 16, latentDimension: 12, kernel: selfModulated ? 4 : 5,
            generatorNormalization: selfModulated ? .selfModulated : .batch)
        try self.init(name, ModelConfiguration(objective: objective, network: network))
    }
}

private let cases = ["dcgan-32", "self-modulated-32"]
private let tolerance: Float = 1e-4

@Suite("Parity with an independent PyTorch implementation")
struct GoldenParityTests {
    @Test("the encoder agrees layer by layer, by batch and by running statistics", arguments: cases)
    @TensorActor func encoder(name: String) throws {
        let golden = try Golden(name)
        let x = try golden["input.x"]
        #expect(try relativeError(golden.networks.encode(x, .running), golden["output.encoder.eval"]) < tolerance)
        var activations: [Tensor] = []
        let encoder = try #require(golden.networks.encoder)
        let encoding = try encoder(x, .batchOnly, recording: &activations)
        for (index, activation) in activations.enumerated() {
            #expect(try relativeError(activation, golden["output.encoder.convolutions.\(index)"]) < tolerance, "block \(index)")
        }
        #expect(activations.count == 3)
        #expect(try relativeError(encoding, golden["output.encoder.real"]) < tolerance)
    }

    @Test("the generator agrees layer by layer, by batch and by running statistics", arguments: cases)
    @TensorActor func generator(name: String) throws {
        let golden = try Golden(name)
        let z = try golden["input.z"]
        #expect(try relativeError(golden.networks.generator(z, .running), golden["output.generator.eval"]) < tolerance)
        var activations: [Tensor] = []
        let fake = try golden.networks.generator(z, .batchOnly, recording: &activations)
        for (index, activation) in activations.enumerated() {
            #expect(try relativeError(activation, golden["output.generator.blocks.\(index)"]) < tolerance, "block \(index)")
        }
        #expect(activations.count == 3)
        #expect(try relativeError(fake, golden["output.generator.fake"]) < tolerance)
        #expect(try relativeError(golden.networks.encode(fake, .batchOnly), golden["output.encoder.fake"]) < tolerance)
    }

    @Test("both losses, and every gradient of the published three-pass form, come from one pass over the fakes", arguments: cases)
    @TensorActor func update(name: String) throws {
        let golden = try Golden(name)
        let objective = try golden.networks.objective(precision: .fp32)
        let batch = TrainingBatch(images: try golden["input.x"], latents: try golden["input.z"], noise: try RandomGenerator(seed: 1))
        let phase = objective.phases[0]
        let update = try objective.update(phase, on: batch)
        let losses = Dictionary(uniqueKeysWithValues: update.losses.map { ($0.name, $0.value) })
        #expect(try relativeError(#require(losses["encoder"]), golden["output.loss.encoder"].reshaped([])) < tolerance)
        #expect(try relativeError(#require(losses["generator"]), golden["output.loss.generator"].reshaped([])) < tolerance)
        #expect(try relativeError(#require(losses["correlation"]), golden["output.correlation"].reshaped([])) < tolerance)

        let names = golden.networks.state.entries.filter { $0.kind == .parameter }.map(\.name)
        #expect(names.count == update.gradients.count)
        for (name, gradient) in zip(names, update.gradients) {
            #expect(try relativeError(#require(gradient), golden["gradient.\(name)"]) < tolerance, "\(name)")
        }

        let optimizer = try Optimizer(phase.optimizer, parameters: phase.parameters)
        try optimizer.step(update.gradients)
        for entry in golden.networks.state.entries where entry.kind == .parameter {
            #expect(try relativeError(entry.tensor, golden["stepped.\(entry.name)"]) < tolerance, "\(entry.name)")
        }
    }

    @Test("one Adam step agrees")
    @TensorActor func adam() throws {
        let golden = try Golden(cases[0], objective: ObjectiveConfiguration(optimizer: .ganQP))
        let objective = try golden.networks.objective(precision: .fp32)
        let phase = objective.phases[0]
        let batch = TrainingBatch(images: try golden["input.x"], latents: try golden["input.z"], noise: try RandomGenerator(seed: 1))
        let update = try objective.update(phase, on: batch)
        try Optimizer(phase.optimizer, parameters: phase.parameters).step(update.gradients)
        for entry in golden.networks.state.entries where entry.name.hasSuffix("dense.weight") {
            #expect(try relativeError(entry.tensor, golden["stepped_adam.\(entry.name)"]) < tolerance, "\(entry.name)")
        }
    }
}
