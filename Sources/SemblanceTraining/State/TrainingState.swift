import SemblanceCore
import SemblanceModels
import SemblanceTensor

/// Everything that training changes. Two equal states, on the same images, become equal states again.
@TensorActor
final class TrainingState {
    let networks: ModelNetworks
    let averaged: ModelNetworks
    let average: ExponentialMovingAverage
    let objective: any Objective
    let phases: [TrainingPhase]
    let optimizers: [Optimizer]
    let streams: RandomStreams
    var record: TrainingRecord
    /// Moves the probability of augmentations, where that is configured.
    var adaptive: AdaptiveAugmentation?

    /// The probability of each augmentation in the step that comes next.
    var augmentationProbability: Double {
        adaptive?.probability ?? record.configuration.model.objective.augmentation.probability
    }

    /// The state before the first step.
    init(_ record: TrainingRecord, device: Device) throws {
        let configuration = record.configuration
        let (model, seed) = (configuration.model, configuration.seed)
        self.record = record
        networks = try ModelNetworks(model, seed: seed, device: device)
        averaged = try ModelNetworks(model, seed: seed, device: device)
        average = try ExponentialMovingAverage(of: networks, in: averaged, decay: configuration.emaDecay)
        objective = try networks.objective(precision: configuration.precision)
        phases = objective.phases
        optimizers = try phases.map { try Optimizer($0.optimizer, parameters: $0.parameters) }
        streams = try RandomStreams(seed: seed)
        adaptive = AdaptiveAugmentation(model.objective.augmentation)
        adaptive?.restore(record.augmentation)
    }

    /// Takes the weights of a model, for those that are trained and for their average alike: a warm start.
    ///
    /// - Parameter model: a checkpoint's bytes
    /// - Throws: `corrupt`; `incompatible` for a model of other networks
    func begin(with model: [UInt8]) throws {
        let known = try Checkpoint.load(model, source: "the model to begin with", device: networks.device)
        let (wanted, found) = (record.configuration.model, known.configuration)
        guard wanted.network == found.network, wanted.objective.kind == found.objective.kind else {
            throw SemblanceError(
                .incompatible,
                "a run of \(wanted.objective.kind.rawValue) cannot begin with a model of \(found.objective.kind.rawValue), or of other networks",
                advice: "begin with fresh weights")
        }
        let tensors = Dictionary(uniqueKeysWithValues: known.state.entries.map { ($0.name, $0.tensor) })
        for networks in [networks, averaged] { try networks.state.load(tensors, source: "the model to begin with") }
    }

    /// Tensors that are kept by name, each part under a prefix of its own.
    var parts: [(prefix: String, state: StateDictionary)] {
        [("networks.", networks.state), ("average.", averaged.state), ("objective.", objective.memory)]
    }

    /// The optimizers with the prefixes of their states.
    var namedOptimizers: [(prefix: String, optimizer: Optimizer)] {
        zip(phases, optimizers).enumerated().map { ("optimizer.\($0.offset).\($0.element.0.name).", $0.element.1) }
    }

    /// What the learning rates of the latest step were multiplied by.
    private(set) var learningRateFactor = 1.0

    /// Sets η of the step that comes next, from its number and the rollbacks so far.
    func setLearningRates(totalSteps: Int?) {
        let decay = record.configuration.learningRateDecay.factor(step: record.step, of: totalSteps)
        learningRateFactor = record.learningRateFactor * decay
        for optimizer in optimizers { optimizer.learningRate = optimizer.configuration.learningRate * learningRateFactor }
    }

    /// Whether all weights and buffers are numbers.
    func isFinite() throws -> Bool {
        try withoutGradients {
            try parts.allSatisfy { try $0.state.entries.allSatisfy { try $0.tensor.sum().scalar().isFinite } }
        }
    }
}
