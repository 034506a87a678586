import ArgumentParser
import SemblanceModels
import SemblanceTensor
import SemblanceTraining

extension Precision: ExpressibleByArgument {}

/// The flags that make a `TrainingConfiguration`.
struct TrainingOptions: ParsableArguments {
    @OptionGroup(title: "Objective") var objective: ObjectiveOptions
    @Option(help: "The side of the model's images in pixels: 32, 64, 128 or 256.") var resolution = 64
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
    @Option(help: "Steps between grids of samples and reconstructions; 0 for none but the last.") var gridInterval = 250
    @Option(help: "Steps between checkpoints; 0 for none but the last.") var checkpointInterval = 1000

    mutating func validate() throws {
        guard [steps != nil, epochs != nil, minutes != nil].filter({ $0 }).count <= 1 else {
            throw ValidationError("give one of --steps, --epochs and --minutes")
        }
    }

    /// The configuration that the flags describe.
    ///
    /// - Throws: `invalidArgument` for values that no run can have.
    func configuration(device: Device) throws -> TrainingConfiguration {
        var network = NetworkConfiguration.published(objective.objective, resolution: resolution, width: width)
        (network.latentDimension, network.kernel) = (latentDimension, kernel)
        if selfModulated { network.generatorNormalization = .selfModulated }
        if let width = objective.criticWidth { network.criticWidth = width }
        let length: TrainingLength = minutes.map { .minutes($0) } ?? epochs.map { .epochs($0) } ?? .steps(steps ?? 10_000)
        let configuration = TrainingConfiguration(
            model: ModelConfiguration(
                objective: objective.configuration(resolution: resolution), network: network, inferencePrecision: inferencePrecision),
            length: length,
            batchSize: batch, seed: seed, precision: precision ?? .fastest(on: device), emaDecay: emaDecay, mirrors: mirror,
            gridInterval: gridInterval, checkpointInterval: checkpointInterval)
        try configuration.validate()
        return configuration
    }
}
