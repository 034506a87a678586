import SemblanceCore
import SemblanceTensor

extension ObjectiveConfiguration {
    /// The published constants for a resolution.
    ///
    /// - Parameter base: the GAN that O-GAN rides on; on WGAN, which needs a bounded critic, E is spectrally normalised
    public static func published(_ kind: ObjectiveKind, base: AdversarialBase = .qp, resolution: Int) -> ObjectiveConfiguration {
        let isLarge = resolution >= 256
        switch kind {
        case .oGAN:
            return ObjectiveConfiguration(base: base, correlationWeight: isLarge ? 1 : 0.5, spectralNorm: base == .wgan)
        case .biGANQP:
            return ObjectiveConfiguration(
                kind: kind, latentErrorWeight: isLarge ? 4 : 2, imageErrorWeight: isLarge ? 6 : 3, criticUpdates: 2, optimizer: .ganQP)
        case .ganQP, .sgan, .lsgan: return ObjectiveConfiguration(kind: kind, criticUpdates: 2, optimizer: .ganQP)
        case .wganGP: return ObjectiveConfiguration(kind: kind, gradientPenaltyWeight: 10, criticUpdates: 2, optimizer: .ganQP)
        case .vae: return ObjectiveConfiguration(kind: kind, reconstructionWeight: 8, optimizer: .ganQP)
        case .aae, .ali: return ObjectiveConfiguration(kind: kind, optimizer: .ganQP)
        }
    }

    /// Throws `invalidArgument` for constants that no run can have.
    public func validate() throws {
        let weights = [
            quadraticWeight, correlationWeight, consistencyWeight, contrastiveWeight, latentErrorWeight, imageErrorWeight,
            reconstructionWeight, gradientPenaltyWeight, previousGeneratorWeight,
        ]
        func require(_ holds: Bool, _ message: String) throws {
            guard holds else { throw SemblanceError(.invalidArgument, message) }
        }
        try require(
            (weights + optimizer.constants).allSatisfy { $0 >= 0 && $0.isFinite }, "an objective's constants are finite and not negative")
        try require(potentialScale > 0 && potentialScale.isFinite, "the scale of a quadratic potential is positive")
        try require((1...1000).contains(criticUpdates), "\(criticUpdates) updates of the critic for one of the generator: use 1 to 1000")
        try require(kind == .oGAN || consistencyWeight == 0, "consistency is a part of o-gan, and \(kind.rawValue) has no place for it")
        try require(
            kind == .oGAN || contrastiveWeight == 0, "the contrastive term is a part of o-gan, and \(kind.rawValue) has no place for it")
        try require((0...0.5).contains(encodedShare), "\(encodedShare) of the latents from photos: use 0 to 0.5")
        try require(
            kind == .oGAN || encodedShare == 0,
            "latents of photos among the drawn are a part of o-gan, and \(kind.rawValue) has no place for them")
        try require(
            kind == .oGAN || base == .qp && critic == .average, "\(kind.rawValue) is a GAN of its own: only o-gan rides on another")
        try require(kind != .vae || !spectralNorm, "a vae has no critic to normalise")
        try require(
            kind != .vae && kind != .aae || augmentation.operations.isEmpty,
            "augmentation is what a critic of images sees, and \(kind.rawValue) has none")
        try augmentation.validate()
    }
}

extension NetworkConfiguration {
    /// The shape that an objective is published with.
    ///
    /// - Parameter width: channels of the widest layer; nil for the default
    public static func published(_ kind: ObjectiveKind, resolution: Int, width: Int? = nil) -> NetworkConfiguration {
        switch kind {
        case .oGAN: NetworkConfiguration(resolution: resolution, width: width, criticWidth: 256)
        case .ganQP, .biGANQP, .sgan, .lsgan, .wganGP, .vae, .aae, .ali:
            NetworkConfiguration(resolution: resolution, width: width, generatorNormalization: .features, initialization: .glorotUniform)
        }
    }
}

extension OptimizerConfiguration {
    /// GAN-QP's and BiGAN-QP's: Adam(2e-4, β1 0.5).
    public static let ganQP = OptimizerConfiguration.adam(learningRate: 2e-4, beta1: 0.5, beta2: 0.999, epsilon: 1e-8)

    fileprivate var constants: [Double] {
        switch self {
        case .rmsprop(let learningRate, let decay, let epsilon): [learningRate, decay, epsilon]
        case .adam(let learningRate, let beta1, let beta2, let epsilon): [learningRate, beta1, beta2, epsilon]
        }
    }
}
