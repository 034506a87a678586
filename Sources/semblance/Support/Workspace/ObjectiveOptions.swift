import ArgumentParser
import SemblanceModels
import SemblanceTensor

extension ObjectiveKind: ExpressibleByArgument {}
extension AdversarialBase: ExpressibleByArgument {}
extension ObjectiveConfiguration.OGANCritic: ExpressibleByArgument {}
extension ObjectiveConfiguration.PixelDistance: ExpressibleByArgument {}
extension ALIGeneratorLoss: ExpressibleByArgument {}

/// The flags that make an `ObjectiveConfiguration`; what is not given is as published.
struct ObjectiveOptions: ParsableArguments {
    @Option(help: "What is minimised.") var objective = ObjectiveKind.oGAN
    @Option(help: "o-gan: the GAN that it rides on.") var base = AdversarialBase.qp
    @Option(help: "o-gan: what scores an image, the average of E(x) or a perceptron on E(x).") var critic:
        ObjectiveConfiguration.OGANCritic?
    @Option(help: "o-gan: weight of the correlation of z and E(G(z)) (default: 0.5, from 256 px on 1).") var correlationWeight: Double?
    @Option(
        name: [.customLong("consistency")],
        help: "o-gan: weight of the same for fakes that were mirrored, shifted, zoomed; makes search robust against that, try 0.5.")
    var consistencyWeight: Double?
    @Option(
        name: [.customLong("contrastive")],
        help: "o-gan: weight of telling photos from each other by altered copies of them; makes neighbours alike to people, try 0.15.")
    var contrastiveWeight: Double?
    @Option(
        name: [.customLong("encoded-latents")],
        help: "o-gan: share of a batch's latents that are those of photos instead of drawn; for better reconstructions, try 0.5.")
    var encodedShare: Double?
    @Option(
        name: [.customLong("image-error")],
        help:
            "bigan-qp, o-gan with --encoded-latents: weight of the squared error of reconstructions (default: 3; bigan-qp from 256 px on 6)."
    )
    var imageErrorWeight: Double?
    @Option(help: "gan-qp: the pixel distance under the potential (default: l2).") var distance: ObjectiveConfiguration.PixelDistance?
    @Option(help: "vae, aae: weight of the squared pixel error (default: vae 8 on sums, aae 10 on means).") var reconstructionWeight:
        Double?
    @Option(help: "ali: which of the published losses E and G minimise (default: swapped).") var aliLoss: ALIGeneratorLoss?
    @Flag(help: "Normalise every layer of the critic by its largest singular value; wgan-gp then has no gradient penalty.")
    var spectralNorm = false
    @Option(help: "Updates of the critic for each of the generator (default: as published).") var criticUpdates: Int?
    @Option(help: "Hidden units of the critic's perceptron (default: 1024; o-gan's head 256).") var criticWidth: Int?
    @Option(help: "Weight of ||G(z) - G'(z)||^2, G' the generator one update behind; on any objective.") var previousGeneratorWeight:
        Double?
    @Option(
        help: """
            Changes that real and made images alike go through before the critic sees them: all, or some of \
            \(AugmentationConfiguration.Operation.allCases.map(\.rawValue).joined(separator: ",")).
            """,
        transform: AugmentationConfiguration.operations(named:))
    var augment: [AugmentationConfiguration.Operation] = []
    @Option(help: "The probability of each change; where it adapts, of the first steps (default: 1; adaptive 0).")
    var augmentProbability: Double?
    @Flag(help: "Adapt that probability to how far the critic overfits: for corpora of a few thousand photos or less.")
    var adaptiveAugment = false
    @Option(help: "How much overfitting is right, 0 to 1.") var adaptiveTarget = 0.6

    /// Refuses flags that the objective has no use for, so that nobody waits for what they do not do.
    func validate() throws {
        let all = Set(ObjectiveKind.allCases)
        let flags: [(name: String, isGiven: Bool, objectives: Set<ObjectiveKind>)] = [
            ("base", base != .qp, [.oGAN]), ("critic", critic != nil, [.oGAN]), ("correlation-weight", correlationWeight != nil, [.oGAN]),
            ("consistency", consistencyWeight != nil, [.oGAN]), ("contrastive", contrastiveWeight != nil, [.oGAN]),
            ("encoded-latents", encodedShare != nil, [.oGAN]), ("image-error", imageErrorWeight != nil, [.oGAN, .biGANQP]),
            ("distance", distance != nil, [.ganQP]),
            ("reconstruction-weight", reconstructionWeight != nil, [.vae, .aae]), ("ali-loss", aliLoss != nil, [.ali]),
            ("critic-updates", criticUpdates != nil, all.subtracting([.oGAN, .vae])),
            ("critic-width", criticWidth != nil, [.oGAN, .biGANQP, .ali, .aae]),
        ]
        for flag in flags where flag.isGiven && !flag.objectives.contains(objective) {
            let owners = flag.objectives.map(\.rawValue).sorted().joined(separator: ", ")
            throw ValidationError("--\(flag.name) belongs to \(owners), and the objective is \(objective.rawValue)")
        }
        guard objective != .oGAN || imageErrorWeight == nil || (encodedShare ?? 0) > 0 else {
            throw ValidationError("--image-error of o-gan is that of the photos whose latents --encoded-latents takes: give both")
        }
        guard !augment.isEmpty || augmentProbability == nil && !adaptiveAugment else {
            throw ValidationError("--augment-probability and --adaptive-augment need --augment: name the changes, or all")
        }
    }

    /// The objective that the flags describe.
    func configuration(resolution: Int) -> ObjectiveConfiguration {
        var target = ObjectiveConfiguration.published(objective, base: base, resolution: resolution)
        if let critic { target.critic = critic }
        if let correlationWeight { target.correlationWeight = correlationWeight }
        if let consistencyWeight { target.consistencyWeight = consistencyWeight }
        if let contrastiveWeight { target.contrastiveWeight = contrastiveWeight }
        if let encodedShare { target.encodedShare = encodedShare }
        if let imageErrorWeight { target.imageErrorWeight = imageErrorWeight }
        if let distance { target.distance = distance }
        if let reconstructionWeight { target.reconstructionWeight = reconstructionWeight }
        if let aliLoss { target.aliLoss = aliLoss }
        if spectralNorm { (target.spectralNorm, target.gradientPenaltyWeight) = (true, 0) }
        if let criticUpdates { target.criticUpdates = criticUpdates }
        if let previousGeneratorWeight { target.previousGeneratorWeight = previousGeneratorWeight }
        target.augmentation = AugmentationConfiguration(
            operations: augment, probability: augmentProbability ?? (adaptiveAugment ? 0 : 1),
            target: adaptiveAugment ? adaptiveTarget : nil)
        return target
    }
}

extension AugmentationConfiguration {
    /// Reads `flip,crop` or `all`.
    static func operations(named text: String) throws -> [Operation] {
        if text == "all" { return Operation.allCases }
        let names = text.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
        let chosen = try names.map { name in
            guard let operation = Operation(rawValue: name) else {
                let known = Operation.allCases.map(\.rawValue).joined(separator: ", ")
                throw ValidationError("'\(name)' is no augmentation: use all, or some of \(known)")
            }
            return operation
        }
        return Operation.allCases.filter(chosen.contains)
    }
}
