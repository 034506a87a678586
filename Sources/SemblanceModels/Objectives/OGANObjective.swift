import SemblanceTensor

/// O-GAN (Su, "O-GAN: Extremely Concise Approach for Auto-Encoding Generative Adversarial Networks", arXiv 1903.01931), by default
/// on the quadratic potential of GAN-QP (arXiv 1811.07296). The discriminator is D(x) = avg(E(x)), lower is more real:
///
///     L_E = avg E(x) − avg E([G(z)]) + λ1 (avg E(x) − avg E([G(z)]))² / d(x, [G(z)]) − λ2 ρ(z, E([G(z)]))
///     L_G = avg E(G(z)) − λ2 ρ(z, E(G(z)))
///
/// with d the mean squared pixel difference of each pair, and means over the batch. On another GAN (f, g, h) the first terms are
/// f(D(x)) + g(D([G(z)])) and h(D(G(z))), higher is more real; with a head D(x) = T(E(x)). One joint update of E and G.
///
/// Published as three passes of E (x, [G(z)], G(z)). The last two have the same values, so one pass serves both: its graph is
/// walked once for L_G, down to the fake image and on into G, and once for L_E, into E's parameters.
///
/// Our own additions, off by default, to L_E. −W ρ(z, E(aug([G(z)]))): an altered fake must still encode to its z, which makes search
/// robust against shifts, crops and mirrors; it cannot collapse, because z is given. And W `ContrastiveLoss`(E(x), E(aug(x))): a photo must be
/// told from the others of its batch by an altered copy, which is what search asks of latents. And a share of the z of a batch may be [N(E(x))],
/// the latents of photos (`EncodedLatents`), so that G learns to draw what search decodes, with W mean (x − G([N(E(x))]))² in L_G.
@TensorActor
struct OGANObjective: Objective {
    private let setting: ObjectiveSetting
    private let encoder: DCGANEncoder
    private let head: Perceptron?
    private let loss: any AdversarialLoss
    /// Alters fakes for the consistency term.
    private let view: View
    /// Alters photos for the contrastive term.
    private let photoView: View
    private let encoderParameters: [Tensor]
    private let generatorParameters: [Tensor]

    typealias View = (Tensor, any NoiseSource) throws -> Tensor

    init(
        _ setting: ObjectiveSetting, encoder: DCGANEncoder,
        view: @escaping View = { try Augmenter(.consistency, probability: 1)($0, noise: $1).clamped(to: 1) },
        photoView: @escaping View = { try ContrastiveView()($0, noise: $1) }
    ) {
        self.setting = setting
        self.encoder = encoder
        self.view = view
        self.photoView = photoView
        head = if case .latent(let head) = setting.networks.critic { head } else { nil }
        encoderParameters = setting.encoderParameters + setting.criticParameters
        generatorParameters = setting.generatorParameters
        loss =
            switch setting.configuration.base {
            case .qp: OGANQuadraticLoss(weight: setting.configuration.quadraticWeight)
            case .sgan: StandardLoss()
            case .lsgan: LeastSquaresLoss()
            case .wgan: WassersteinLoss()
            case .hinge: HingeLoss()
            }
    }

    /// One joint update of encoder and generator.
    var phases: [TrainingPhase] {
        [TrainingPhase(name: "joint", parameters: encoderParameters + generatorParameters, optimizer: setting.configuration.optimizer)]
    }

    var memory: StateDictionary { setting.memory }

    /// Gradients of L_E for E's parameters (and the head's) and of L_G for G's.
    func update(_ phase: TrainingPhase, on batch: TrainingBatch) throws -> PhaseUpdate {
        let configuration = setting.configuration
        let real = try setting.shown(batch.images, batch)
        let realCode = try setting.autocast { try encoder(real, .training) }
        let encoded = try EncodedLatents(share: configuration.encodedShare, of: batch.latents, photos: batch.images) {
            // G is to draw photos as they are, not as the critic sees them.
            configuration.augmentation.operations.isEmpty ? realCode : try setting.still { try encoder(batch.images, .batchOnly) }
        }
        let z = encoded?.latents ?? batch.latents
        let fake = try setting.autocast { try setting.networks.generator(z, .training) }
        let leaf = try fake.detached().requiringGradient()
        let seen = (real: real, fake: try setting.shown(leaf, batch))
        let altered = configuration.consistencyWeight > 0 ? try view(leaf.detached(), batch.noise) : nil
        let copies = configuration.contrastiveWeight > 0 ? try photoView(batch.images, batch.noise) : nil
        let (fakeCode, alteredCode, copyCode) = try setting.autocast {
            (
                try encoder(seen.fake, .batchOnly), try altered.map { try encoder($0, .batchOnly) },
                try copies.map { try encoder($0, .batchOnly) }
            )
        }

        let scores = try setting.autocast {
            CriticScores(
                real: try score(realCode, .training), fake: try score(fakeCode, .batchOnly),
                images: (seen.real, try seen.fake.detached()))
        }
        let correlation = try z.correlation(with: fakeCode)
        let agreement = try configuration.correlationWeight * correlation
        var encoderLoss = try (loss.critic(scores) - agreement).mean()
        var losses: [(name: String, value: Tensor)] = []
        if let alteredCode {
            let consistency = try z.correlation(with: alteredCode).mean()
            encoderLoss = try encoderLoss - configuration.consistencyWeight * consistency
            losses.append(("consistency", consistency))
        }
        if let copyCode {
            let contrast = try ContrastiveLoss()(realCode, copyCode)
            encoderLoss = try encoderLoss + configuration.contrastiveWeight * contrast
            losses.append(("contrast", contrast))
        }
        var generatorLoss = try setting.regularized((loss.generator(fake: scores.fake) - agreement).mean(), fake: leaf, z: z)
        if let encoded {
            let imageError = try encoded.imageError(leaf)
            generatorLoss = try generatorLoss + configuration.imageErrorWeight * imageError
            losses.append(("image_error", imageError))
        }

        let fakeGradient = try generatorLoss.gradients(for: [leaf], retainingGraph: true)[0]
        let encoderGradients = try encoderLoss.gradients(for: encoderParameters)
        let generatorGradients = try fake.gradients(for: generatorParameters, seed: fakeGradient)
        try setting.previous?.follow()
        return PhaseUpdate(
            gradients: encoderGradients + generatorGradients,
            losses: losses + [
                ("encoder", encoderLoss), ("generator", generatorLoss), ("gap", try (scores.real - scores.fake).mean()),
                ("correlation", try correlation.mean()),
            ])
    }

    /// D, from E's output: [batch].
    private func score(_ code: Tensor, _ mode: NormalizationMode) throws -> Tensor {
        try head.map { try $0(code, mode) } ?? code.latentAverage()
    }
}
