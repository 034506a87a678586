import ArgumentParser
import SemblanceCore
import SemblanceModels
import SemblanceTensor
import SemblanceTraining

extension Precision: ExpressibleByArgument {}
extension EvaluationFigure: ExpressibleByArgument {}
extension LearningRateDecay.Shape: ExpressibleByArgument {}
extension DivergencePolicy: ExpressibleByArgument {}
extension PhotoCrop: ExpressibleByArgument {}

extension HeldOutShare: ExpressibleByArgument {
    /// A whole number is a count, any other a share.
    public init?(argument: String) {
        if let count = Int(argument) {
            self = .count(count)
        } else if let share = Double(argument) {
            self = .fraction(share)
        } else {
            return nil
        }
    }
}

/// The flags that make a `TrainingConfiguration`.
struct TrainingOptions: ParsableArguments {
    @OptionGroup(title: "Objective") var objective: ObjectiveOptions
    @Option(help: "The side of the model's images in pixels: 32, 64, 128 or 256.") var resolution = 64
    @Option(help: "What the model sees of a photo, kept with it: center, or face, which finds the largest face and frames it.")
    var crop = PhotoCrop.center
    @Option(help: "Channels of the widest layer (default: 4 x resolution; published: 8 x).") var width: Int?
    @Option(help: "The length of a latent.") var latentDimension = 128
    @Option(help: "The side of a convolution's kernel, 5 or 4.") var kernel = 5
    @Flag(help: "Let z scale and shift the generator's features (self-modulated batch norm).") var selfModulated = false
    @Option(help: "Images an update.") var batch = 64
    @Option(help: "Train for so many steps (default: 10000).") var steps: Int?
    @Option(help: "Train for so many passes over the corpus.") var epochs: Int?
    @Option(help: "Train for so many minutes.") var minutes: Double?
    @Option(help: "Arithmetic of training: fp32 or bf16 (default: bf16 where the machine is fast at it).") var precision: Precision?
    @Option(help: "Arithmetic of encoding, kept with the model: fp32 or bf16.") var inferencePrecision = Precision.fp32
    @Option(help: "What the weights' moving average keeps a step; 0 turns it off.") var emaDecay = 0.999
    @Flag(inversion: .prefixedNo, help: "Mirror half of the images.") var mirror = true
    @Option(help: "Determines everything random.") var seed: UInt64 = 1

    // How a run is kept and watched.
    @Option(help: "Steps between grids of samples and reconstructions; 0 for none but the last (default: 250).") var gridInterval: Int?
    @Option(help: "Steps between checkpoints; 0 for none but the last (default: 1000).") var checkpointInterval: Int?
    @Option(help: "Steps between evaluations on photos that are held out; 0 for none (default: 1000).") var evaluateInterval: Int?
    @Option(help: "Photos never learned from: a share below 1, or a number (default: 2 % of a large corpus, at most 1000).")
    var heldOut: HeldOutShare?
    @Option(help: "Register the model of the best evaluation by this figure, not the last one.")
    var bestBy: EvaluationFigure?
    @Option(help: "The optimizer's step length (default: the objective's).") var learningRate: Double?
    @Option(help: "How the learning rate falls to the end: none, linear or cosine.") var learningRateDecay = LearningRateDecay.Shape.none
    @Option(help: "The share of the steps after which it begins to fall.") var decayStart = 0.5
    @Option(help: "What to do where numbers are not finite any more: stop, or rollback with half the learning rate (default: stop).")
    var onNan: DivergencePolicy?

    mutating func validate() throws {
        guard [steps != nil, epochs != nil, minutes != nil].filter({ $0 }).count <= 1 else {
            throw ValidationError("give one of --steps, --epochs and --minutes")
        }
    }

    /// The configuration that the flags describe.
    ///
    /// - Throws: `invalidArgument` for values that no run can have.
    func configuration(device: Device) throws -> TrainingConfiguration {
        var target = objective.configuration(resolution: resolution)
        if let learningRate { target.optimizer.learningRate = learningRate }
        var network = NetworkConfiguration.published(target.kind, resolution: resolution, width: width)
        (network.latentDimension, network.kernel) = (latentDimension, kernel)
        if selfModulated { network.generatorNormalization = .selfModulated }
        if let width = objective.criticWidth { network.criticWidth = width }
        let configuration = keeping(
            TrainingConfiguration(
                model: ModelConfiguration(objective: target, network: network, crop: crop, inferencePrecision: inferencePrecision),
                batchSize: batch, seed: seed, precision: precision ?? .fastest(on: device), emaDecay: emaDecay, mirrors: mirror,
                heldOut: heldOut ?? .automatic, bestBy: bestBy, learningRateDecay: LearningRateDecay(learningRateDecay, start: decayStart)))
        try configuration.validate()
        return configuration
    }

    /// A configuration with what the flags say of length and keeping, which may change while a run is interrupted.
    func keeping(_ configuration: TrainingConfiguration) -> TrainingConfiguration {
        var configuration = configuration
        if let length = minutes.map({ TrainingLength.minutes($0) }) ?? epochs.map({ .epochs($0) }) ?? steps.map({ .steps($0) }) {
            configuration.length = length
        }
        if let gridInterval { configuration.gridInterval = gridInterval }
        if let checkpointInterval { configuration.checkpointInterval = checkpointInterval }
        if let evaluateInterval { configuration.evaluationInterval = evaluateInterval }
        if let onNan { configuration.onDivergence = onNan }
        return configuration
    }

    /// Options of `train` that a run which goes on may be given; all others belong to what it learns, and were settled when it began.
    private static let resumable: Set<String> = [
        "resume", "corpus", "steps", "epochs", "minutes", "grid-interval", "checkpoint-interval", "evaluate-interval", "on-nan", "device",
        "name", "json", "home", "collection", "help",
    ]

    /// The options on a command line that a run cannot be resumed with, as they are typed.
    static func refusedOnResume(_ arguments: [String]) -> [String] {
        arguments.filter { $0.hasPrefix("--") && $0.count > 2 }.map { String($0.prefix { $0 != "=" }) }
            .filter { !resumable.contains(String($0.dropFirst(2))) }
    }
}
