import SemblanceCore
import SemblanceTensor

/// What every objective works with.
@TensorActor
struct ObjectiveSetting {
    let networks: ModelNetworks
    let configuration: ObjectiveConfiguration
    let precision: Precision
    /// G°, where the objective is regularised by it.
    let previous: PreviousGenerator?

    init(_ networks: ModelNetworks, precision: Precision) throws {
        self.networks = networks
        self.precision = precision
        configuration = networks.configuration.objective
        previous = try PreviousGenerator(networks, weight: configuration.previousGeneratorWeight)
    }

    /// What objectives remember beside the networks.
    var memory: StateDictionary { previous?.memory ?? StateDictionary() }

    /// G's learned tensors.
    var generatorParameters: [Tensor] { networks.generator.state("").parameters }
    /// E's learned tensors.
    var encoderParameters: [Tensor] { networks.encoder?.state("").parameters ?? [] }
    /// The critic's learned tensors.
    var criticParameters: [Tensor] { networks.critic?.state("").parameters ?? [] }

    /// Runs forward passes in the precision of the run.
    func autocast<Result>(_ body: () throws -> Result) rethrows -> Result { try precision.autocast(on: networks.device, body) }

    /// [G(z)] and whatever else stands still in a critic's update.
    func still<Result>(_ body: () throws -> Result) throws -> Result { try withoutGradients { try autocast(body) } }

    /// What the critic gets to see of images.
    func shown(_ images: Tensor, _ batch: TrainingBatch) throws -> Tensor {
        try Augmenter(configuration.augmentation.ranges, probability: batch.augmentationStrength)(images, noise: batch.noise)
    }

    /// The generator's loss with λ ‖G(z) − G°(z)‖², where configured.
    func regularized(_ loss: Tensor, fake: Tensor, z: Tensor) throws -> Tensor {
        guard let previous else { return loss }
        return try loss + previous.penalty(fake, z: z, precision: precision)
    }

    /// Gradients of a generator's loss; G° follows when they are known.
    func gradients(of loss: Tensor, for parameters: [Tensor]) throws -> [Tensor?] {
        let gradients = try loss.gradients(for: parameters)
        try previous?.follow()
        return gradients
    }
}

extension ModelNetworks {
    /// The objective that these networks are configured for.
    ///
    /// - Parameter precision: the arithmetic of its forward and backward passes
    public func objective(precision: Precision) throws -> any Objective {
        let setting = try ObjectiveSetting(self, precision: precision)
        switch (configuration.objective.kind, encoder, critic) {
        case (.oGAN, let encoder?, _): return OGANObjective(setting, encoder: encoder)
        case (.biGANQP, let encoder?, .pair(let critic)): return BiGANQPObjective(setting: setting, encoder: encoder, critic: critic)
        case (.ali, let encoder?, .pair(let critic)): return ALIObjective(setting: setting, encoder: encoder, critic: critic)
        case (.aae, let encoder?, .latent(let critic)): return AAEObjective(setting: setting, encoder: encoder, critic: critic)
        case (.vae, let encoder?, _): return VAEObjective(setting: setting, encoder: encoder)
        case (.ganQP, _, .image(let critic)): return GANQPObjective(setting: setting, critic: critic)
        case (.sgan, _, .image(let critic)): return SGANObjective(setting: setting, critic: critic)
        case (.lsgan, _, .image(let critic)): return LSGANObjective(setting: setting, critic: critic)
        case (.wganGP, _, .image(let critic)): return WGANObjective(setting: setting, critic: critic)
        default: throw SemblanceError(.engine, "the networks do not fit the objective \(configuration.objective.kind.rawValue)")
        }
    }
}
