import SemblanceTensor
import Testing

@testable import SemblanceModels

/// A golden case of the published family, and the configuration that it was computed for.
struct FamilyCase: Sendable, CustomTestStringConvertible {
    let name: String
    let objective: ObjectiveConfiguration
    /// G normalises its dense features one by one.
    var normalizesFeatures = false

    var testDescription: String { name }

    var configuration: ModelConfiguration {
        ModelConfiguration(
            objective: objective,
            network: NetworkConfiguration(
                resolution: 32, width: 8, latentDimension: 8, generatorNormalization: normalizesFeatures ? .features : .batch,
                criticWidth: 16))
    }

    static let all: [FamilyCase] = [
        FamilyCase(name: "gan-qp-l1", objective: .init(kind: .ganQP, distance: .l1, optimizer: .ganQP), normalizesFeatures: true),
        FamilyCase(name: "gan-qp-l2", objective: .init(kind: .ganQP, distance: .l2), normalizesFeatures: true),
        FamilyCase(name: "sgan", objective: .init(kind: .sgan)),
        FamilyCase(name: "lsgan", objective: .init(kind: .lsgan)),
        FamilyCase(name: "sgan-sn", objective: .init(kind: .sgan, spectralNorm: true, optimizer: .ganQP)),
        FamilyCase(name: "lsgan-sn", objective: .init(kind: .lsgan, spectralNorm: true)),
        FamilyCase(name: "wgan-sn", objective: .init(kind: .wganGP, spectralNorm: true)),
        FamilyCase(name: "wgan-gp", objective: .init(kind: .wganGP, gradientPenaltyWeight: 10, optimizer: .ganQP)),
        FamilyCase(name: "vi-regularised", objective: .init(kind: .sgan, previousGeneratorWeight: 0.5)),
        FamilyCase(name: "o-gan-sgan", objective: .init(base: .sgan)),
        FamilyCase(name: "o-gan-lsgan", objective: .init(base: .lsgan)),
        FamilyCase(name: "o-gan-hinge", objective: .init(base: .hinge)),
        FamilyCase(name: "o-gan-wgan", objective: .init(base: .wgan, spectralNorm: true)),
        FamilyCase(name: "o-gan-head", objective: .init(critic: .head)),
        FamilyCase(name: "o-gan-consistency", objective: .init(consistencyWeight: 0.5)),
        FamilyCase(name: "o-gan-contrastive", objective: .init(contrastiveWeight: 0.5)),
        FamilyCase(name: "o-gan-encoded", objective: .init(encodedShare: 0.5)),
        FamilyCase(name: "bigan-qp", objective: .init(kind: .biGANQP, optimizer: .ganQP), normalizesFeatures: true),
        FamilyCase(name: "vae", objective: .init(kind: .vae, reconstructionWeight: 8, optimizer: .ganQP)),
        FamilyCase(name: "aae", objective: .init(kind: .aae)),
        FamilyCase(name: "ali-minmax", objective: .init(kind: .ali, aliLoss: .minMax)),
        FamilyCase(name: "ali-swapped", objective: .init(kind: .ali, aliLoss: .swappedLabels)),
        FamilyCase(name: "ali-vi", objective: .init(kind: .ali, aliLoss: .variational)),
    ]

    /// The objective over the golden networks, with the golden batch.
    @TensorActor
    func load() throws -> (golden: Golden, objective: any Objective, batch: TrainingBatch) {
        let golden = try Golden(name, configuration)
        let tensors = golden.file.tensors
        let batch = TrainingBatch(
            images: try golden["input.x"], latents: try tensors["input.z"] ?? Tensor.full(0, shape: [6, 8]),
            noise: GivenNoise(uniforms: tensors["input.epsilon"], normals: tensors["input.noise"]))
        if let altered = tensors["input.augmented"] ?? tensors["input.copies"] {
            let setting = try ObjectiveSetting(golden.networks, precision: .fp32)
            let encoder = try #require(golden.networks.encoder)
            return (golden, OGANObjective(setting, encoder: encoder, view: { _, _ in altered }, photoView: { _, _ in altered }), batch)
        }
        let made = try golden.networks.objective(precision: .fp32)
        try restorePreviousGenerator(made, from: golden)
        return (golden, made, batch)
    }

    /// G° of the golden file, which the objective's memory holds under another prefix.
    @TensorActor
    func restorePreviousGenerator(_ objective: any Objective, from golden: Golden) throws {
        let renamed = golden.file.tensors.map { ($0.key.replacing("previous.", with: "previous_generator."), $0.value) }
        try objective.memory.load(Dictionary(uniqueKeysWithValues: renamed), source: name)
    }
}
