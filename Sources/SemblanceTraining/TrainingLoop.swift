import SemblanceCore
import SemblanceModels
import SemblanceTensor

/// Runs the phases of any objective: batches in, gradients from the objective, updates by the optimizers, the moving average, and
/// word to the observers. It does not know what is being minimised.
@TensorActor
public final class TrainingLoop {
    let configuration: TrainingConfiguration
    let corpus: TrainingCorpus
    let device: Device
    let observers: [any TrainingObserver]
    let store: (any CheckpointStore)?
    let schedule: TrainingSchedule
    let calibration: StatisticsCalibration
    let evaluation: RunEvaluation
    let photos: [RGBImage]
    /// Photos that a critic is asked about which has never seen them; none where nothing adapts.
    let unseen: [RGBImage]
    /// What the run went on from; nil for a new one.
    let origin: TrainingCheckpoint?
    /// The model whose weights the run began with; nil for fresh ones.
    let start: [UInt8]?
    var state: TrainingState
    var loader: BatchLoader
    var clock: SessionClock
    private var pace: Pace
    /// The step whose averaged weights have their statistics: a checkpoint and the pictures of one step share them.
    var calibratedStep: Int?
    /// The step of this session's last save.
    var savedStep: Int?

    private static let calibrationImages = 512
    private static let gridPhotos = 32
    private static let maximumUnseen = 512
    /// How often a run goes back before it gives up.
    public static let maximumRollbacks = 5

    /// Prepares a run over `corpus`.
    ///
    /// - Parameters:
    ///   - store: where checkpoints can be had again when training diverges; without one a run goes back to its start
    ///   - notes: what the caller wants to find in the run's checkpoints
    ///   - start: the model (for `Checkpoint.load`) whose weights the run begins with; nil for fresh ones. A run that goes on has its own
    ///   - checkpoint: where to go on; the configuration may differ from the checkpoint's in length and intervals
    /// - Throws: `invalidArgument` for values that no run can have; `conflict` where configuration or corpus are not those that the run
    ///   began with; `incompatible` for a checkpoint that does not fit its own configuration.
    public init(
        _ configuration: TrainingConfiguration, corpus: TrainingCorpus, device: Device = .cpu, observers: [any TrainingObserver] = [],
        store: (any CheckpointStore)? = nil, notes: [String: String] = [:], from start: [UInt8]? = nil,
        resuming checkpoint: TrainingCheckpoint? = nil
    ) throws {
        try configuration.validate()
        Torch.keepFreedMemory()
        var record = TrainingRecord(configuration: configuration, corpus: corpus.fingerprint, notes: notes)
        if let checkpoint {
            try checkpoint.requireContinuation(as: configuration, over: corpus)
            record = checkpoint.record
            (record.configuration, record.corpus) = (configuration, corpus.fingerprint)
            record.notes.merge(notes) { $1 }
        }
        self.configuration = configuration
        self.corpus = corpus
        self.device = device
        self.observers = observers
        self.store = store
        origin = checkpoint
        self.start = start
        schedule = TrainingSchedule(configuration.length, corpusCount: corpus.count, imagesPerStep: configuration.imagesPerStep)
        state = try checkpoint.map { try TrainingState($0, record: record, device: device) } ?? TrainingState(record, device: device)
        if let start, checkpoint == nil { try state.begin(with: start) }
        loader = Self.loader(configuration, corpus, position: record.position)
        clock = SessionClock(earlier: record.seconds)
        pace = Pace(from: record.seconds)

        let (seed, dimension) = (configuration.seed, configuration.model.network.latentDimension)
        var order = DataOrder(count: corpus.count, seed: RandomStream.calibration.seed(seed), mirrors: false)
        let wanted = max(configuration.batchSize, min(Self.calibrationImages, corpus.count))
        let real = try (0..<wanted).map { try corpus.image(at: order.item(at: $0).index) }
        photos = Array(real.prefix(Self.gridPhotos))
        calibration = try StatisticsCalibration(
            images: real, batchSize: configuration.batchSize, latentDimension: dimension, seed: RandomStream.calibration.seed(seed),
            device: device)
        unseen = state.adaptive == nil ? [] : corpus.heldOutImages(Self.maximumUnseen)
        guard state.adaptive == nil || unseen.count >= configuration.batchSize else {
            throw SemblanceError(
                .invalidArgument,
                "augmentation adapts by \(configuration.batchSize) held-out photos or more, and there are \(unseen.count)",
                advice: "hold more out: --held-out \(configuration.batchSize)")
        }
        evaluation = RunEvaluation(
            photos: configuration.evaluationInterval > 0 ? corpus.heldOutImages(RunEvaluation.maximumPhotos) : [],
            latentDimension: dimension, seed: RandomStream.evaluation.seed(seed))
    }

    /// Trains until the configured end, or until the task is cancelled; either way the last state is saved. A run that has reached its
    /// end already is only saved again.
    ///
    /// - Returns: where the run stands at its end, and the model
    /// - Throws: `engine` when losses or weights stop being finite and going back is not wanted or does not help, before any checkpoint
    ///   is made of them; what an observer throws.
    public func run() async throws -> (progress: TrainingProgress, model: GANImageModel) {
        clock = SessionClock(earlier: state.record.seconds)
        while true {
            do {
                try await trainToEnd()
                let end = progress()
                // The checkpoint first: it is what matters should the pictures fail.
                let isMeasured = configuration.evaluationInterval == 0 || state.record.evaluatedStep == step
                if !isMeasured, !Task.isCancelled { try await evaluate() }
                if savedStep != step { try await save() }
                if !isDue(configuration.gridInterval) { try await draw() }
                return (end, try model())
            } catch let divergence as Divergence {
                try await recover(from: divergence)
            }
        }
    }

    /// Where the run stands.
    public var record: TrainingRecord { state.record }

    /// Steps done.
    var step: Int { state.record.step }

    private func trainToEnd() async throws {
        var reported: Int?
        var losses: Losses = []
        while !Task.isCancelled, schedule.goesOn(step: step, seconds: clock.seconds) {
            losses = try await train()
            state.record.step += 1
            state.record.seconds = clock.seconds
            pace.add(images: configuration.imagesPerStep, at: clock.seconds)
            let isLogged = step == 1 || isDue(configuration.logInterval)
            let isSaved = isDue(configuration.checkpointInterval)
            // Reading a loss waits for the device. On the CPU there is nothing to wait for, so every step is looked at.
            if device == .cpu || isLogged || isSaved || isDue(configuration.evaluationInterval) { try note(losses) }
            if isLogged {
                try await report()
                reported = step
            }
            if isDue(configuration.evaluationInterval) { try await evaluate() }
            if isSaved, savedStep != step { try await save() }
            if isDue(configuration.gridInterval) { try await draw() }
            // Other users of the tensor thread, and the cooperative pool, get their turn.
            await Task.yield()
        }
        // The clock has moved on since the last step was taken down, and a timed run ends by it.
        state.record.seconds = clock.seconds
        guard !losses.isEmpty, reported != step else { return }
        try note(losses)
        try await report()
    }

    /// Values without their history, so that a step's graph does not outlive it.
    private typealias Losses = [(name: String, value: Tensor)]

    /// One step: each phase on a batch of its own.
    private func train() async throws -> Losses {
        var losses: Losses = []
        var images: [RGBImage] = []
        state.setLearningRates(totalSteps: schedule.totalSteps)
        for (phase, optimizer) in zip(state.phases, state.optimizers) {
            for _ in 0..<phase.updates {
                images = try await loader.next()
                let update = try state.objective.update(phase, on: batch(of: images))
                try optimizer.step(update.gradients)
                losses += try update.losses.map { ($0.name, try $0.value.detached()) }
            }
        }
        try state.average.update()
        try adapt(seen: images)
        return losses
    }

    private func batch(of images: [RGBImage]) throws -> TrainingBatch {
        try TrainingBatch(
            images: Tensor(images: images).moved(to: device),
            latents: Tensor.randomNormal(
                shape: [images.count, configuration.model.network.latentDimension], generator: state.streams.latents, device: device),
            noise: state.streams.noise, augmentationStrength: state.augmentationProbability)
    }

    /// Takes down the losses of a step; throws `Divergence` where one is not finite.
    private func note(_ losses: Losses) throws {
        let values = try Dictionary(losses.map { ($0.name, try $0.value.scalar()) }, uniquingKeysWith: { $1 })
        if let bad = values.filter({ !$0.value.isFinite }).min(by: { $0.key < $1.key }) {
            throw Divergence(step: step, what: "the loss '\(bad.key)' is \(bad.value)")
        }
        state.record.losses = values.merging(state.adaptive?.figures ?? [:]) { $1 }
    }

    /// Whether something that happens every `interval` steps happens now.
    func isDue(_ interval: Int) -> Bool { TrainingSchedule.isDue(step, every: interval) }

    private func report() async throws {
        let progress = progress()
        for observer in observers { try await observer.trainingProgressed(progress) }
    }

    private func progress() -> TrainingProgress {
        let record = state.record
        let (fraction, left) = schedule.outlook(step: record.step, seconds: record.seconds)
        return TrainingProgress(
            step: record.step, totalSteps: schedule.totalSteps, fraction: fraction, seconds: record.seconds,
            imagesPerSecond: pace.imagesPerSecond, secondsLeft: left, loaderWait: waitedShare,
            learningRateFactor: state.learningRateFactor, losses: record.losses)
    }

    private var waitedShare: Double { min(1, (loader.waited / .seconds(1)) / max(clock.session, 1e-9)) }

    static func loader(_ configuration: TrainingConfiguration, _ corpus: TrainingCorpus, position: Int) -> BatchLoader {
        BatchLoader(
            corpus: corpus, batchSize: configuration.batchSize, seed: RandomStream.order.seed(configuration.seed),
            mirrors: configuration.mirrors, position: position)
    }
}
