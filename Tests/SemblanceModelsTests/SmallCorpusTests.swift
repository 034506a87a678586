import SemblanceCore
import SemblanceImaging
import SemblanceTensor
import Testing

@testable import SemblanceModels

@Suite("A critic of 500 photos") struct SmallCorpusTests {
    /// Faces drawn one by one: 500 that the critic calls real, and 500 that it calls made.
    @TensorActor private struct Faces {
        let real: [Tensor]
        let made: [Tensor]

        init() throws {
            let images = (0..<1000).map { DrawnFace(seed: UInt64(7000 + $0)).image(size: 32) }
            func batches(_ range: Range<Int>) throws -> [Tensor] {
                try stride(from: range.lowerBound, to: range.upperBound, by: 32).map {
                    try Tensor(images: Array(images[$0..<min($0 + 32, range.upperBound)]))
                }
            }
            (real, made) = (try batches(0..<500), try batches(500..<1000))
        }
    }

    /// Trains a critic to tell two sets of like faces apart, which it can only do by heart.
    ///
    /// - Returns: how far its scores of the two lie apart, unchanged, in units of their deviations
    @TensorActor private func separation(_ augmentation: AugmentationConfiguration) throws -> Float {
        let faces = try Faces()
        var target = ObjectiveConfiguration.published(.sgan, resolution: 32)
        target.augmentation = augmentation
        target.optimizer.learningRate = 1e-3
        let network = NetworkConfiguration(resolution: 32, width: 32, latentDimension: 8)
        let networks = try ModelNetworks(ModelConfiguration(objective: target, network: network), seed: 2)
        let setting = try ObjectiveSetting(networks, precision: .fp32)
        guard case .image(let critic) = networks.critic else { throw SemblanceError(.engine, "an sgan has a critic of images") }
        let optimizer = try Optimizer(target.optimizer, parameters: setting.criticParameters)
        let random = try RandomGenerator(seed: 9)
        let z = try Tensor.full(0, shape: [1, 8])
        for step in 0..<500 {
            let (x, y) = (faces.real[step % faces.real.count], faces.made[step % faces.made.count])
            let batch = TrainingBatch(images: x, latents: z, noise: random, augmentationStrength: augmentation.probability)
            let seen = (real: try setting.shown(x, batch), fake: try setting.shown(y, batch))
            let scores = CriticScores(
                real: try critic(seen.real, .training).reshaped([-1]), fake: try critic(seen.fake, .batchOnly).reshaped([-1]), images: seen)
            try optimizer.step(StandardLoss().critic(scores).mean().gradients(for: setting.criticParameters))
        }
        let (real, made) = try withoutGradients {
            @TensorActor func scores(_ batches: [Tensor]) throws -> [Float] {
                var scores: [Float] = []
                for batch in batches { scores += try critic(batch, .batchOnly).floats() }
                return scores
            }
            return (VectorStatistics(try scores(faces.real)), VectorStatistics(try scores(faces.made)))
        }
        return (real.average - made.average) / (real.deviation + made.deviation)
    }

    @Test("it learns them by heart, and tells them from 500 others that are just like them; of changed ones it cannot")
    @TensorActor func memory() throws {
        let plain = try separation(.none)
        let augmented = try separation(
            AugmentationConfiguration(operations: AugmentationConfiguration.Operation.allCases, probability: 0.8))
        #expect(plain > 2, "plain \(plain)")
        #expect(augmented < 0.6, "augmented \(augmented)")
    }
}
