import SemblanceCore
import SemblanceTensor

/// What a run draws random numbers for. Each has a stream of its own, so that drawing a grid or measuring the model does not change
/// what is learned.
enum RandomStream: UInt64 {
    /// Images and their flips; a pure function of the position, without a state.
    case order = 1
    /// z of the updates.
    case latents
    /// Photos and z that batch statistics are measured with: the same each time.
    case calibration
    /// z of the pictures: the same each time.
    case grids
    /// Whatever else an update draws: augmentation, interpolates, dropout.
    case noise
    /// z of the evaluation: the same each time.
    case evaluation

    /// The stream's seed in a run of a seed.
    func seed(_ seed: UInt64) -> UInt64 {
        var mixer = SplitMix64(seed: seed, stream: rawValue)
        return mixer.next()
    }
}

/// The generators that move on with training: their states belong into its checkpoint.
@TensorActor
struct RandomStreams {
    /// Draws z.
    let latents: RandomGenerator
    /// Draws everything else that an update needs.
    let noise: RandomGenerator

    init(seed: UInt64) throws {
        latents = try RandomGenerator(seed: RandomStream.latents.seed(seed))
        noise = try RandomGenerator(seed: RandomStream.noise.seed(seed))
    }

    private var named: [(name: String, generator: RandomGenerator)] { [("latents", latents), ("noise", noise)] }

    /// The states by name, as bytes.
    func states() throws -> [String: Tensor] {
        try Dictionary(
            uniqueKeysWithValues: named.map {
                let state = try $0.generator.state()
                return ($0.name, try Tensor(bytes: state, shape: [state.count]))
            })
    }

    /// Goes on where `states` were read.
    ///
    /// - Throws: `incompatible` where one is missing or not of this libtorch.
    func restore(_ states: [String: Tensor], source: String) throws {
        for (name, generator) in named {
            do {
                guard let state = states[name] else { throw SemblanceError(.incompatible, "there is no such state") }
                try generator.restore(state.bytes())
            } catch let error as SemblanceError {
                throw SemblanceError(
                    .incompatible, "'\(source)' does not say where the random numbers '\(name)' stood", advice: "take another copy of it",
                    detail: error.message)
            }
        }
    }
}
