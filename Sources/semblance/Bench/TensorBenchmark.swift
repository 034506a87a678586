import Foundation
import SemblanceCore
import SemblanceModels
import SemblanceTensor
import SemblanceTraining

/// How fast the tensor work of training and encoding is, on images that are in memory already.
enum TensorBenchmark {
    /// Full O-GAN updates, moving average left out, over random images.
    ///
    /// - Returns: images a second over `steps` steps after `warmup`
    @TensorActor
    static func trainingThroughput(
        network: NetworkConfiguration, batchSize: Int, precision: Precision, device: Device, steps: Int, warmup: Int
    ) async throws -> Double {
        Torch.keepFreedMemory()
        let target = ObjectiveConfiguration.published(.oGAN, resolution: network.resolution)
        let networks = try ModelNetworks(ModelConfiguration(objective: target, network: network), seed: 1, device: device)
        let objective = try networks.objective(precision: precision)
        let phase = objective.phases[0]
        let optimizer = try Optimizer(phase.optimizer, parameters: phase.parameters)
        let random = try RandomGenerator(seed: 2)
        let images = try randomImages(batchSize, side: network.resolution, seed: 3)
        return try await throughput(imagesPerRound: batchSize, rounds: steps, warmup: warmup) {
            let batch = try TrainingBatch(
                images: Tensor(images: images).moved(to: device),
                latents: Tensor.randomNormal(shape: [batchSize, network.latentDimension], generator: random, device: device),
                noise: random)
            let update = try objective.update(phase, on: batch)
            try optimizer.step(update.gradients)
            _ = try update.losses[0].value.scalar()
        }
    }

    /// Encoding of prepared images into latents, as indexing does it.
    @TensorActor
    static func encodingThroughput(
        network: NetworkConfiguration, batchSize: Int, precision: Precision, device: Device, rounds: Int, warmup: Int
    ) async throws -> Double {
        let configuration = ModelConfiguration(network: network, inferencePrecision: precision)
        let model = GANImageModel(try ModelNetworks(configuration, seed: 1, device: device))
        let images = try randomImages(batchSize, side: network.resolution, seed: 3)
        return try await throughput(imagesPerRound: batchSize, rounds: rounds, warmup: warmup) { _ = try await model.encode(images) }
    }

    private static func randomImages(_ count: Int, side: Int, seed: UInt64) throws -> [RGBImage] {
        var random = SplitMix64(seed: seed)
        return (0..<count).map { _ in
            RGBImage(width: side, height: side, pixels: (0..<(side * side * 3)).map { _ in UInt8(truncatingIfNeeded: random.next()) })
        }
    }

    @TensorActor
    private static func throughput(imagesPerRound: Int, rounds: Int, warmup: Int, _ round: () async throws -> Void) async throws -> Double {
        for _ in 0..<warmup { try await round() }
        let clock = ContinuousClock()
        let start = clock.now
        for _ in 0..<rounds { try await round() }
        return Double(imagesPerRound * rounds) / (start.duration(to: clock.now) / .seconds(1))
    }
}
