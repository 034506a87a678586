import SemblanceTensor

/// E, or a critic of images: L + 1 convolutions that halve the sides, LeakyReLU 0.2, then a dense layer.
@TensorActor
public final class DCGANEncoder: Module {
    /// What keeps the features in bounds.
    public enum Normalization: Sendable {
        /// Batch norm after all convolutions but the first.
        case batch
        /// Spectral norm of every layer, no batch norm.
        case spectral
        /// Nothing: for gradient penalties, which look at each image alone.
        case none
    }

    private let features: Int
    private let convolutions: [Convolution]
    private let normalizations: [BatchNormalization]
    private let dense: Dense

    /// Draws fresh weights.
    ///
    /// - Parameters:
    ///   - outputs: values out: n for an encoder, 1 for a critic
    ///   - biased: whether convolutions (where no batch norm follows) and the dense layer have a bias
    init(
        _ configuration: NetworkConfiguration, outputs: Int, normalization: Normalization = .batch, biased: Bool = true,
        _ initializer: Initializer
    ) throws {
        try configuration.validate()
        let widths = configuration.encoderWidths
        let isSpectral = normalization == .spectral
        convolutions = try zip([3] + widths, widths).enumerated().map { index, channels in
            try Convolution(
                channels.0, channels.1, kernel: configuration.kernel, bias: biased && (index == 0 || normalization != .batch),
                spectral: isSpectral, initializer)
        }
        normalizations = normalization == .batch ? try widths.dropFirst().map { try BatchNormalization($0, initializer) } : []
        features = configuration.width * 16
        dense = try Dense(features, outputs, bias: biased, spectral: isSpectral, initializer)
    }

    /// E(x).
    ///
    /// - Parameter x: [batch, 3, resolution, resolution] in [−1, 1]
    /// - Returns: [batch, outputs], not normalised
    public func callAsFunction(_ x: Tensor, _ mode: NormalizationMode) throws -> Tensor {
        var activations = [Tensor]()
        return try callAsFunction(x, mode, recording: &activations)
    }

    /// E(x), with the output of each block for whoever wants to compare layers.
    func callAsFunction(_ x: Tensor, _ mode: NormalizationMode, recording activations: inout [Tensor]) throws -> Tensor {
        var h = x
        for (index, convolution) in convolutions.enumerated() {
            h = try convolution(h, mode)
            if index > 0, !normalizations.isEmpty { h = try normalizations[index - 1](h, mode) }
            h = try h.leakyReLU(slope: 0.2)
            activations.append(h)
        }
        return try dense(h.reshaped([-1, features]), mode).converted(to: .float32)
    }

    /// Its tensors, as `<prefix>.convolutions.0.weight` and so on.
    public func collect(into state: inout StateDictionary, prefix: String) {
        for (index, convolution) in convolutions.enumerated() {
            convolution.collect(into: &state, prefix: "\(prefix).convolutions.\(index)")
        }
        for (index, norm) in normalizations.enumerated() { norm.collect(into: &state, prefix: "\(prefix).normalizations.\(index + 1)") }
        dense.collect(into: &state, prefix: prefix + ".dense")
    }
}
