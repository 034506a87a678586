import Foundation
import SemblanceCore
import SemblanceModels
import SemblanceTensor

/// Runs the phases of any objective: batches in, gradients from the objective, updates by the optimizers, the moving average, and
/// word to the observers. It does not know what is being minimised.
@TensorActor
public final class TrainingLoop {
    private let configuration: TrainingConfiguration
    private let corpus: TrainingCorpus
    private let networks: ModelNetworks
    private let averaged: ModelNetworks
    private let average: ExponentialMovingAverage
    private let objective: any Objective
    private let optimizers: [Optimizer]
    private let observers: [any TrainingObserver]
    private let schedule: TrainingSchedule
    private let latentGenerator: RandomGenerator
    private let noiseGenerator: RandomGenerator
    private let calibration: StatisticsCalibration
    private let photos: [RGBImage]
    /// The step whose averaged weights have their statistics: a checkpoint and the pictures of one step share them.
    private var calibratedStep: Int?

    // Streams of their own, so that drawing grids does not change what is learned.
    private enum Stream: UInt64 {
        case order = 1
        case latents, calibration, grids, noise
        func seed(_ seed: UInt64) -> UInt64 { var mixer = SplitMix64(seed: seed, stream: rawValue); return mixer.next() }
    }

    private static let calibrationImages = 512
    private static let gridSamples = 64
    private static let gridPhotos = 32

    /// Prepares a run over `corpus`.
    public init(
        _ configuration: TrainingConfiguration, corpus: TrainingCorpus, device: Device = .cpu, observers: [any TrainingObserver] = []
    ) throws {
        try configuration.validate()
        Torch.keepFreedMemory()
        let (network, seed) = (configuration.model.network, configuration.seed)
        self.configuration = configuration
        self.corpus = corpus
        self.observers = observers
        networks = try ModelNetworks(configuration.model, seed: seed, device: device)
        averaged = try ModelNetworks(configuration.model, seed: seed, device: device)
        average = try ExponentialMovingAverage(of: networks, in: averaged, decay: configuration.emaDecay)
        objective = try networks.objective(precision: configuration.precision)
        optimizers = try objective.phases.map { try Optimizer($0.optimizer, parameters: $0.parameters) }
        schedule = TrainingSchedule(configuration.length, corpusCount: corpus.count, batchSize: configuration.batchSize)
        latentGenerator = try RandomGenerator(seed: Stream.latents.seed(seed))
        noiseGenerator = try RandomGenerator(seed: Stream.noise.seed(seed))

        var order = DataOrder(count: corpus.count, seed: Stream.calibration.seed(seed), mirrors: false)
        let wanted = max(configuration.batchSize, min(Self.calibrationImages, corpus.count))
        let real = try (0..<wanted).map { try corpus.image(at: order.item(at: $0).index) }
        photos = Array(real.prefix(Self.gridPhotos))
        calibration = try StatisticsCalibration(
            images: real, batchSize: configuration.batchSize, latentDimension: network.latentDimension,
            seed: Stream.calibration.seed(seed), device: device)
    }

    /// Trains until the configured end, or until the task is cancelled; either way the last checkpoint is saved.
    ///
    /// - Returns: where the run stands at its end, and the model
    /// - Throws: `engine` when losses or weights stop being finite, before any checkpoint is made of them; what an observer throws.
    public func run() async throws -> (progress: TrainingProgress, model: GANImageModel) {
        let loader = BatchLoader(
            corpus: corpus, batchSize: configuration.batchSize, seed: Stream.order.seed(configuration.seed), mirrors: configuration.mirrors)
        let clock = ContinuousClock()
        let start = clock.now
        var pace = Pace()
        var step = 0
        var losses: Losses = []
        while !Task.isCancelled, schedule.goesOn(step: step, seconds: start.duration(to: clock.now).seconds) {
            losses = try await train(loader)
            step += 1
            let seconds = start.duration(to: clock.now).seconds
            pace.add(images: configuration.batchSize, at: seconds)
            if isLogged(step) { try await report(progress(step, seconds, pace, losses)) }
            if TrainingSchedule.isDue(step, every: configuration.gridInterval) { try await draw(step) }
            if TrainingSchedule.isDue(step, every: configuration.checkpointInterval) { try await save(step) }
            // Other users of the tensor thread, and the cooperative pool, get their turn.
            await Task.yield()
        }
        let end = try progress(step, start.duration(to: clock.now).seconds, pace, losses)
        if step > 0, !isLogged(step) { try await report(end) }
        // The checkpoint first: it is what matters should the pictures fail.
        if !TrainingSchedule.isDue(step, every: configuration.checkpointInterval) || step == 0 { try await save(step) }
        if !TrainingSchedule.isDue(step, every: configuration.gridInterval) { try await draw(step) }
        return (end, try model(step))
    }

    /// Values without their history, so that a step's graph does not outlive it.
    private typealias Losses = [(name: String, value: Tensor)]

    /// One step: each phase on a batch of its own.
    private func train(_ loader: BatchLoader) async throws -> Losses {
        var losses: Losses = []
        for (phase, optimizer) in zip(objective.phases, optimizers) {
            for _ in 0..<phase.updates {
                let update = try objective.update(phase, on: batch(of: await loader.next()))
                try optimizer.step(update.gradients)
                losses += try update.losses.map { ($0.name, try $0.value.detached()) }
            }
        }
        try average.update()
        return losses
    }

    private func batch(of images: [RGBImage]) throws -> TrainingBatch {
        try TrainingBatch(
            images: Tensor(images: images).moved(to: networks.device),
            latents: Tensor.randomNormal(
                shape: [images.count, configuration.model.network.latentDimension], generator: latentGenerator, device: networks.device),
            noise: noiseGenerator, augmentationStrength: configuration.model.objective.augmentation.probability)
    }

    private func isLogged(_ step: Int) -> Bool { step == 1 || TrainingSchedule.isDue(step, every: configuration.logInterval) }

    private func report(_ progress: TrainingProgress) async throws {
        for observer in observers { try await observer.trainingProgressed(progress) }
    }

    private func progress(_ step: Int, _ seconds: Double, _ pace: Pace, _ losses: Losses) throws -> TrainingProgress {
        let values = try Dictionary(losses.map { ($0.name, try $0.value.scalar()) }, uniquingKeysWith: { $1 })
        guard values.values.allSatisfy(\.isFinite) else { throw diverged(step) }
        return schedule.progress(step: step, seconds: seconds, imagesPerSecond: pace.imagesPerSecond, losses: values)
    }

    private func diverged(_ step: Int) -> SemblanceError {
        SemblanceError(
            .engine, "training diverged by step \(step): its numbers are not finite any more",
            advice: configuration.precision == .fp32 ? "lower the learning rate, or take a larger --batch" : "train with --precision fp32")
    }

    /// The averaged networks with statistics of their own, as a model; weights that are not finite never leave the loop.
    private func model(_ step: Int) throws -> GANImageModel {
        if calibratedStep != step {
            try calibration.calibrate(averaged, precision: configuration.model.inferencePrecision)
            let isFinite = try withoutGradients { try averaged.state.entries.allSatisfy { try $0.tensor.sum().scalar().isFinite } }
            guard isFinite else { throw diverged(step) }
            calibratedStep = step
        }
        return GANImageModel(averaged)
    }

    private func draw(_ step: Int) async throws {
        guard !observers.isEmpty else { return }
        let model = try model(step)
        let samples = try await model.sample(
            count: Self.gridSamples, seed: Stream.grids.seed(configuration.seed), truncation: model.truncation)
        let photos = configuration.model.objective.kind.hasEncoder ? photos : []
        let latents = try await model.encode(photos).map { model.normalization.coordinates(of: $0) }
        let reconstructions = try await model.generate(latents, truncation: model.truncation)
        let grids = TrainingGrids(
            step: step, samples: samples, reconstructions: zip(photos, reconstructions).map { (photo: $0, reconstruction: $1) })
        for observer in observers { try await observer.trainingDrew(grids) }
    }

    private func save(_ step: Int) async throws {
        guard !observers.isEmpty else { return }
        _ = try model(step)
        let encoder = JSONEncoder()
        // Sorted, or equal runs would leave unequal bytes.
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        let text = String(decoding: try encoder.encode(configuration), as: UTF8.self)
        let checkpoint = try Checkpoint.serialize(
            averaged, metadata: ["semblance.training": text, "semblance.step": String(step)])
        for observer in observers { try await observer.trainingSaved(checkpoint: checkpoint, step: step) }
    }
}

/// Images a second over the last ten seconds or so.
private struct Pace {
    private var marks: [(seconds: Double, images: Int)] = [(0, 0)]

    mutating func add(images: Int, at seconds: Double) {
        marks.append((seconds, (marks.last?.images ?? 0) + images))
        while marks.count > 2, seconds - marks[1].seconds > 10 { marks.removeFirst() }
    }

    var imagesPerSecond: Double {
        guard let first = marks.first, let last = marks.last, last.seconds > first.seconds else { return 0 }
        return Double(last.images - first.images) / (last.seconds - first.seconds)
    }
}

extension Duration {
    /// As a floating-point number of seconds.
    var seconds: Double { Double(components.seconds) + Double(components.attoseconds) * 1e-18 }
}
