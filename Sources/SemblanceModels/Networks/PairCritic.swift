import SemblanceTensor

/// T(x, z) = MLP([TE(x), z]), TE a DCGAN encoder; neither has biases, as published for BiGAN-QP (Su, arXiv 1811.07296).
@TensorActor
public final class PairCritic: Module {
    private let image: DCGANEncoder
    private let head: Perceptron

    /// Draws fresh weights.
    init(_ configuration: NetworkConfiguration, normalization: DCGANEncoder.Normalization, _ initializer: Initializer) throws {
        let n = configuration.latentDimension
        image = try DCGANEncoder(configuration, outputs: n, normalization: normalization, biased: false, initializer)
        head = try Perceptron(
            2 * n, hidden: configuration.criticWidth, bias: false, spectral: normalization == .spectral, initializer)
    }

    /// T(x, z).
    ///
    /// - Parameters:
    ///   - x: [batch, 3, resolution, resolution] in [−1, 1]
    ///   - z: [batch, n]
    /// - Returns: [batch]
    public func callAsFunction(_ x: Tensor, _ z: Tensor, _ mode: NormalizationMode) throws -> Tensor {
        try head(Tensor.concatenated([image(x, mode), z], along: 1), mode)
    }

    /// Its tensors, under `<prefix>.image` and `<prefix>.head`.
    public func collect(into state: inout StateDictionary, prefix: String) {
        image.collect(into: &state, prefix: prefix + ".image")
        head.collect(into: &state, prefix: prefix + ".head")
    }
}
