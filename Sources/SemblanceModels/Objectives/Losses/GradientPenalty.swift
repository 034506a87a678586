import SemblanceTensor

/// (‖∇T(x̂)‖ − 1)² on points x̂ = ε x + (1 − ε) G(z) between real and made images (Gulrajani et al., arXiv 1704.00028). It looks at
/// each image alone, so the critic must have no batch norm.
@TensorActor
struct GradientPenalty {
    /// The mean over the batch, with the history that a gradient of it needs.
    ///
    /// - Parameter critic: T, images to scores [batch]
    func callAsFunction(real: Tensor, fake: Tensor, noise: any NoiseSource, _ critic: (Tensor) throws -> Tensor) throws -> Tensor {
        let epsilon = try noise.uniform([real.shape[0], 1, 1, 1]).moved(to: real.device)
        let between = try (fake + epsilon * (real - fake)).detached().requiringGradient()
        let slopes = try critic(between).sum().gradients(for: [between], creatingGraph: true)
        guard let slope = slopes[0] else { return try Tensor.full(0, shape: [], device: real.device) }
        return try (slope.squared().sum([1, 2, 3]).squareRoot() - 1).squared().mean()
    }
}
