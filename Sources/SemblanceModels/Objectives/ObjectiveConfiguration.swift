import SemblanceTensor

/// An objective with its constants.
public struct ObjectiveConfiguration: Sendable, Equatable, Codable {
    /// What scores an image in O-GAN.
    public enum OGANCritic: String, Sendable, CaseIterable, Codable {
        /// D(x) = avg(E(x)), as published.
        case average = "avg"
        /// D(x) = T(E(x)), T a perceptron.
        case head
    }

    /// The pixel distance under a quadratic potential.
    public enum PixelDistance: String, Sendable, CaseIterable, Codable {
        /// mean |x − y|
        case l1
        /// √(mean (x − y)²)
        case l2
    }

    /// Which one.
    public var kind: ObjectiveKind
    /// The GAN that O-GAN rides on.
    public var base: AdversarialBase
    /// What scores an image in O-GAN.
    public var critic: OGANCritic
    /// λ1 of O-GAN, the weight of its quadratic potential.
    public var quadraticWeight: Double
    /// λ2 of O-GAN, the weight of the correlation of z and E(G(z)): 0.5 as published at 128 px, 1.0 at 256 px.
    public var correlationWeight: Double
    /// The weight of ρ(z, E(aug([G(z)]))) in E's loss: an altered fake must still encode to its z. O-GAN only; 0 for none.
    public var consistencyWeight: Double
    /// The weight of `ContrastiveLoss` in E's loss: photos are told from each other by altered copies. O-GAN only; 0 for none.
    public var contrastiveWeight: Double
    /// The share of a batch's latents that are N(E(x)) of its photos instead of drawn: 0 … 1/2. O-GAN only; 0 for none.
    public var encodedShare: Double
    /// d of GAN-QP.
    public var distance: PixelDistance
    /// λ of GAN-QP and BiGAN-QP: the optimal critic's gap is at most λ d.
    public var potentialScale: Double
    /// β1 of BiGAN-QP, the weight of (z − E([G(z)]))².
    public var latentErrorWeight: Double
    /// The weight of (x − G([E(x)]))²: β2 of BiGAN-QP; in O-GAN (x − G([N(E(x))]))² of the photos whose latents G is given.
    public var imageErrorWeight: Double
    /// The weight of the squared pixel error: of its sum in a VAE, 1 / (2 σ²) for a decoder of deviation σ; of its mean in an AAE.
    public var reconstructionWeight: Double
    /// Which of ALI's generator losses.
    public var aliLoss: ALIGeneratorLoss
    /// The weight of (‖∇T‖ − 1)² in WGAN-GP.
    public var gradientPenaltyWeight: Double
    /// Whether every layer of the critic is spectrally normalised (Miyato et al., arXiv 1802.05957); in O-GAN the critic is E.
    public var spectralNorm: Bool
    /// λ of ‖G(z) − G°(z)‖², G° the generator one update behind (Su, arXiv 1807.05936); 0 for none.
    public var previousGeneratorWeight: Double
    /// Updates of the critic for each of the generator, where they take turns.
    public var criticUpdates: Int
    /// What happens to real and made images alike before the critic sees them.
    public var augmentation: AugmentationConfiguration
    /// How gradients become updates.
    public var optimizer: OptimizerConfiguration

    /// Constants as published, where not given.
    public init(
        kind: ObjectiveKind = .oGAN, base: AdversarialBase = .qp, critic: OGANCritic = .average, quadraticWeight: Double = 0.25,
        correlationWeight: Double = 0.5, consistencyWeight: Double = 0, contrastiveWeight: Double = 0, encodedShare: Double = 0,
        distance: PixelDistance = .l2, potentialScale: Double = 10, latentErrorWeight: Double = 2, imageErrorWeight: Double = 3,
        reconstructionWeight: Double = 10,
        aliLoss: ALIGeneratorLoss = .swappedLabels, gradientPenaltyWeight: Double = 0, spectralNorm: Bool = false,
        previousGeneratorWeight: Double = 0, criticUpdates: Int = 1, augmentation: AugmentationConfiguration = .none,
        optimizer: OptimizerConfiguration = .oGAN
    ) {
        self.kind = kind
        self.base = base
        self.critic = critic
        self.quadraticWeight = quadraticWeight
        self.correlationWeight = correlationWeight
        self.consistencyWeight = consistencyWeight
        self.contrastiveWeight = contrastiveWeight
        self.encodedShare = encodedShare
        self.distance = distance
        self.potentialScale = potentialScale
        self.latentErrorWeight = latentErrorWeight
        self.imageErrorWeight = imageErrorWeight
        self.reconstructionWeight = reconstructionWeight
        self.aliLoss = aliLoss
        self.gradientPenaltyWeight = gradientPenaltyWeight
        self.spectralNorm = spectralNorm
        self.previousGeneratorWeight = previousGeneratorWeight
        self.criticUpdates = criticUpdates
        self.augmentation = augmentation
        self.optimizer = optimizer
    }

    /// Configurations of older builds lack what has been added since: it is taken from the defaults, which keep its meaning.
    public init(from decoder: any Decoder) throws {
        let members = try decoder.container(keyedBy: CodingKeys.self)
        let usual = ObjectiveConfiguration()
        kind = try members.value(.kind, or: usual.kind)
        base = try members.value(.base, or: usual.base)
        critic = try members.value(.critic, or: usual.critic)
        quadraticWeight = try members.value(.quadraticWeight, or: usual.quadraticWeight)
        correlationWeight = try members.value(.correlationWeight, or: usual.correlationWeight)
        consistencyWeight = try members.value(.consistencyWeight, or: usual.consistencyWeight)
        contrastiveWeight = try members.value(.contrastiveWeight, or: usual.contrastiveWeight)
        encodedShare = try members.value(.encodedShare, or: usual.encodedShare)
        distance = try members.value(.distance, or: usual.distance)
        potentialScale = try members.value(.potentialScale, or: usual.potentialScale)
        latentErrorWeight = try members.value(.latentErrorWeight, or: usual.latentErrorWeight)
        imageErrorWeight = try members.value(.imageErrorWeight, or: usual.imageErrorWeight)
        reconstructionWeight = try members.value(.reconstructionWeight, or: usual.reconstructionWeight)
        aliLoss = try members.value(.aliLoss, or: usual.aliLoss)
        gradientPenaltyWeight = try members.value(.gradientPenaltyWeight, or: usual.gradientPenaltyWeight)
        spectralNorm = try members.value(.spectralNorm, or: usual.spectralNorm)
        previousGeneratorWeight = try members.value(.previousGeneratorWeight, or: usual.previousGeneratorWeight)
        criticUpdates = try members.value(.criticUpdates, or: usual.criticUpdates)
        augmentation = try members.value(.augmentation, or: usual.augmentation)
        optimizer = try members.value(.optimizer, or: usual.optimizer)
    }

    /// Batches that a training step takes: one an update.
    public var batchesPerStep: Int { kind == .oGAN || kind == .vae ? 1 : criticUpdates + 1 }

    /// What keeps a critic's features in bounds.
    var criticNormalization: DCGANEncoder.Normalization {
        if spectralNorm { return .spectral }
        return gradientPenaltyWeight > 0 ? .none : .batch
    }
}
