import SemblanceTensor

/// O-GAN (Su, "O-GAN: Extremely Concise Approach for Auto-Encoding Generative Adversarial Networks", arXiv 1903.01931), on the
/// quadratic potential of GAN-QP (arXiv 1811.07296). The discriminator is D(x) = avg(E(x)), lower is more real:
///
///     L_E = avg E(x) − avg E([G(z)]) + λ1 (avg E(x) − avg E([G(z)]))² / d(x, [G(z)]) − λ2 ρ(z, E([G(z)]))
///     L_G = avg E(G(z)) − λ2 ρ(z, E(G(z)))
///
/// with d the mean squared pixel difference of each pair, and means over the batch. One joint update of E and G.
///
/// Published as three passes of E (x, [G(z)], G(z)). The last two have the same values, so one pass serves both: its graph is
/// walked once for L_G, down to the fake image and on into G, and once for L_E, into E's parameters.
@TensorActor
public struct OGANObjective: Objective {
    private let configuration: ObjectiveConfiguration
    private let networks: GANNetworks
    private let precision: Precision
    private let encoderParameters: [Tensor]
    private let generatorParameters: [Tensor]

    /// The objective over these networks.
    public init(_ configuration: ObjectiveConfiguration, networks: GANNetworks, precision: Precision) {
        self.configuration = configuration
        self.networks = networks
        self.precision = precision
        encoderParameters = networks.encoder.state("").parameters
        generatorParameters = networks.generator.state("").parameters
    }

    /// One joint update of encoder and generator.
    public var phases: [TrainingPhase] {
        [TrainingPhase(name: "joint", parameters: encoderParameters + generatorParameters, optimizer: configuration.optimizer)]
    }

    /// Gradients of L_E for E's parameters and of L_G for G's.
    public func update(_ phase: TrainingPhase, on batch: TrainingBatch) throws -> PhaseUpdate {
        let (x, z) = (batch.images, batch.latents)
        let (fake, fakeLeaf, realEncoding, fakeEncoding) = try precision.autocast(on: networks.device) {
            let fake = try networks.generator(z, .training)
            let fakeLeaf = try fake.detached().requiringGradient()
            return (fake, fakeLeaf, try networks.encoder(x, .training), try networks.encoder(fakeLeaf, .batchOnly))
        }

        let real = try realEncoding.latentAverage()
        let generated = try fakeEncoding.latentAverage()
        let correlation = try z.correlation(with: fakeEncoding)
        let gap = try real - generated
        let distance = try (x - fakeLeaf.detached()).squared().mean([1, 2, 3])
        let potential = try configuration.quadraticWeight * (gap.squared() / distance)
        let agreement = try configuration.correlationWeight * correlation
        let encoderLoss = try (gap + potential - agreement).mean()
        let generatorLoss = try (generated - agreement).mean()

        let fakeGradient = try generatorLoss.gradients(for: [fakeLeaf], retainingGraph: true)[0]
        let encoderGradients = try encoderLoss.gradients(for: encoderParameters)
        let generatorGradients = try fake.gradients(for: generatorParameters, seed: fakeGradient)
        return PhaseUpdate(
            gradients: encoderGradients + generatorGradients,
            losses: [
                ("encoder", encoderLoss), ("generator", generatorLoss), ("gap", try gap.mean()), ("correlation", try correlation.mean()),
            ])
    }
}
