import SemblanceTensor

/// What a batch norm layer does with the statistics of a batch.
public enum NormalizationMode: Sendable, Equatable {
    /// Normalise by the running statistics, as encoding and generating do.
    case running
    /// Normalise by the batch, and move the running statistics towards it by `momentum`.
    case batch(momentum: Double)
    /// Normalise by the batch and remember nothing: for passes of generated images through an encoder, whose running statistics
    /// describe real images only.
    case batchOnly

    /// Training's: running statistics keep 0.99 of the old, as published.
    public static let training = NormalizationMode.batch(momentum: 0.01)
}

/// Batch normalisation (Ioffe & Szegedy, arXiv 1502.03167) with ε = 1e-3, as published for O-GAN.
@TensorActor
struct BatchNormalization: Module {
    let scale: (weight: Tensor, bias: Tensor)?
    let mean: Tensor
    let variance: Tensor

    /// - Parameter scaled: with a learned scale and shift of its own
    init(_ channels: Int, scaled: Bool = true, _ initializer: Initializer) throws {
        scale = scaled ? (try initializer.constant(1, [channels]), try initializer.constant(0, [channels])) : nil
        mean = try initializer.buffer(0, [channels])
        variance = try initializer.buffer(1, [channels])
    }

    func callAsFunction(_ x: Tensor, _ mode: NormalizationMode) throws -> Tensor {
        let momentum = if case .batch(let momentum) = mode { momentum } else { 0.0 }
        return try x.batchNormalized(
            weight: scale?.weight, bias: scale?.bias, statistics: mode == .batchOnly ? nil : (mean, variance),
            training: mode != .running, momentum: momentum, epsilon: 1e-3)
    }

    func collect(into state: inout StateDictionary, prefix: String) {
        if let scale {
            state.add(prefix + ".weight", scale.weight)
            state.add(prefix + ".bias", scale.bias)
        }
        state.add(prefix + ".running_mean", mean, .buffer)
        state.add(prefix + ".running_var", variance, .buffer)
    }
}
