import SemblanceTensor

/// G°, the generator one update behind, and λ mean (G(z) − G°(z))²: the regulariser that variational inference finds under GANs
/// (Su, arXiv 1807.05936). In the first update G° is G, and the term is 0.
@TensorActor
final class PreviousGenerator {
    private let weight: Double
    private let generator: DCGANGenerator
    private let previous: DCGANGenerator

    /// - Returns: nil for a weight of 0
    init?(_ networks: ModelNetworks, weight: Double) throws {
        guard weight > 0 else { return nil }
        self.weight = weight
        generator = networks.generator
        previous = try DCGANGenerator(
            networks.configuration.network, Initializer(scheme: .normal, generator: RandomGenerator(seed: 0), device: networks.device))
        try follow()
    }

    /// What a run that goes on must keep.
    var memory: StateDictionary { previous.state("previous_generator") }

    /// λ mean (fake − G°(z))², with a gradient into `fake` only.
    func penalty(_ fake: Tensor, z: Tensor, precision: Precision) throws -> Tensor {
        let before = try withoutGradients { try precision.autocast(on: z.device) { try previous(z.detached(), .batchOnly) } }
        return try weight * (fake - before).squared().mean()
    }

    /// Takes the generator's weights: called when the gradients of an update are known, and before they are applied.
    func follow() throws {
        for (old, new) in zip(previous.state("").entries, generator.state("").entries) { try old.tensor.assign(new.tensor) }
    }
}
