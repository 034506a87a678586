import SemblanceCore

/// The shape of an encoder and its generator: DCGAN (Radford et al., arXiv 1511.06434) as the O-GAN and GAN-QP papers use it.
public struct NetworkConfiguration: Sendable, Equatable, Codable {
    /// How the generator's features are normalised.
    public enum GeneratorNormalization: String, Sendable, Codable, CaseIterable {
        /// Batch normalisation with a learned scale and shift.
        case batch
        /// Batch normalisation whose scale and shift are functions of z (Chen et al., arXiv 1810.01365).
        case selfModulated = "self_modulated"
        /// As `batch`, but the first one normalises the 16 · width features before they become 4×4 pixels (GAN-QP, arXiv 1811.07296).
        case features
    }

    /// How weights are drawn before training; biases start at 0.
    public enum Initialization: String, Sendable, Codable, CaseIterable {
        /// N(0, 0.02), as DCGAN and O-GAN start.
        case normal
        /// U(−l, l), l = √(6 / (inputs + outputs)) (Glorot & Bengio 2010), as GAN-QP and BiGAN-QP start.
        case glorotUniform = "glorot_uniform"
    }

    /// The side of an image in pixels: 32, 64, 128 or 256.
    public var resolution: Int
    /// Channels of the widest layer, the one of 4×4 pixels; the published networks have 8 · resolution.
    public var width: Int
    /// n, at least 3: correlation needs it.
    public var latentDimension: Int
    /// The side of a convolution's kernel, 5 or 4.
    public var kernel: Int
    /// How the generator's features are normalised.
    public var generatorNormalization: GeneratorNormalization
    /// How weights are drawn before training.
    public var initialization: Initialization
    /// The hidden units of a critic's perceptron, where the objective has one.
    public var criticWidth: Int

    /// The lengths of a latent: correlation needs 3 values, and pgvector takes no more than 16,000.
    public static let latentDimensions = 3...16_000
    /// The widest layer that fits into any machine's memory.
    public static let maximumWidth = 16_384
    /// The resolutions that can be trained.
    public static let resolutions = [32, 64, 128, 256]

    /// A shape; `validate()` says whether it can be built.
    public init(
        resolution: Int = 64, width: Int? = nil, latentDimension: Int = 128, kernel: Int = 5,
        generatorNormalization: GeneratorNormalization = .batch, initialization: Initialization = .normal, criticWidth: Int = 1024
    ) {
        self.resolution = resolution
        self.width = width ?? Self.defaultWidth(resolution: resolution)
        self.latentDimension = latentDimension
        self.kernel = kernel
        self.generatorNormalization = generatorNormalization
        self.initialization = initialization
        self.criticWidth = criticWidth
    }

    /// Networks of older builds lack what has been added since: it is taken from the defaults, which keep its meaning.
    public init(from decoder: any Decoder) throws {
        let members = try decoder.container(keyedBy: CodingKeys.self)
        let usual = NetworkConfiguration()
        resolution = try members.value(.resolution, or: usual.resolution)
        width = try members.value(.width, or: usual.width)
        latentDimension = try members.value(.latentDimension, or: usual.latentDimension)
        kernel = try members.value(.kernel, or: usual.kernel)
        generatorNormalization = try members.value(.generatorNormalization, or: usual.generatorNormalization)
        initialization = try members.value(.initialization, or: usual.initialization)
        criticWidth = try members.value(.criticWidth, or: usual.criticWidth)
    }

    /// Half of the published width: a model that two cores train over night.
    public static func defaultWidth(resolution: Int) -> Int { resolution * 4 }

    /// L, the layers between the first and the last: log2 resolution − 3.
    public var innerBlocks: Int { resolution.trailingZeroBitCount - 3 }

    /// Channels after each of the encoder's L + 1 convolutions: width / 2^L … width.
    public var encoderWidths: [Int] { (0...innerBlocks).map { width >> (innerBlocks - $0) } }

    /// Throws `invalidArgument` for a shape that no network has.
    public func validate() throws {
        guard Self.resolutions.contains(resolution) else {
            throw SemblanceError(.invalidArgument, "no network has a resolution of \(resolution)", advice: "use 32, 64, 128 or 256")
        }
        let step = 1 << innerBlocks
        guard width >= step, width % step == 0 else {
            throw SemblanceError(
                .invalidArgument, "a width of \(width) cannot be halved \(innerBlocks) times at \(resolution) px",
                advice: "use a multiple of \(step)")
        }
        guard width <= Self.maximumWidth else {
            throw SemblanceError(.invalidArgument, "a width of \(width) is too large", advice: "use \(Self.maximumWidth) or less")
        }
        guard Self.latentDimensions.contains(latentDimension) else {
            throw SemblanceError(
                .invalidArgument, "a latent dimension of \(latentDimension) does not work",
                advice: "use \(Self.latentDimensions.lowerBound) to \(Self.latentDimensions.upperBound), usually 128")
        }
        guard (1...Self.maximumWidth).contains(criticWidth) else {
            throw SemblanceError(.invalidArgument, "a critic of \(criticWidth) hidden units", advice: "use 1 to \(Self.maximumWidth)")
        }
        guard kernel == 5 || kernel == 4 else {
            throw SemblanceError(.invalidArgument, "no network has \(kernel)×\(kernel) kernels", advice: "use 5 or 4")
        }
    }
}
