import SemblanceTensor

/// G: latents to images. A dense layer to 4×4×width, batch norm over the channels and ReLU, L transposed convolutions with the
/// same, and one to three channels with tanh.
@TensorActor
public final class DCGANGenerator: Module {
    /// Its shape.
    public let configuration: NetworkConfiguration
    private let dense: Dense
    private let normalizations: [GeneratorNormalization]
    private let convolutions: [TransposedConvolution]

    /// Draws fresh weights.
    init(_ configuration: NetworkConfiguration, _ initializer: Initializer) throws {
        try configuration.validate()
        self.configuration = configuration
        let widths = Array(configuration.encoderWidths.reversed())
        let modulated = configuration.generatorNormalization == .selfModulated
        dense = try Dense(configuration.latentDimension, configuration.width * 16, initializer)
        normalizations = try widths.enumerated().map { index, width in
            let channels = index == 0 && configuration.generatorNormalization == .features ? width * 16 : width
            return try GeneratorNormalization(channels, latentDimension: modulated ? configuration.latentDimension : nil, initializer)
        }
        convolutions = try zip(widths, widths.dropFirst() + [3]).enumerated().map { index, channels in
            let isLast = index == widths.count - 1
            return try TransposedConvolution(channels.0, channels.1, kernel: configuration.kernel, bias: isLast, initializer)
        }
    }

    /// G(z).
    ///
    /// - Parameter z: [batch, n]
    /// - Returns: [batch, 3, resolution, resolution] in [−1, 1]
    public func callAsFunction(_ z: Tensor, _ mode: NormalizationMode) throws -> Tensor {
        var activations = [Tensor]()
        return try callAsFunction(z, mode, recording: &activations)
    }

    /// G(z), with the output of each block for whoever wants to compare layers.
    func callAsFunction(_ z: Tensor, _ mode: NormalizationMode, recording activations: inout [Tensor]) throws -> Tensor {
        let normalizesFeatures = configuration.generatorNormalization == .features
        var h = try dense(z, mode)
        if normalizesFeatures { h = try normalizations[0](h, z: z, mode) }
        h = try h.reshaped([-1, configuration.width, 4, 4]).channelsLast()
        for (index, convolution) in convolutions.enumerated() {
            if index > 0 || !normalizesFeatures { h = try normalizations[index](h, z: z, mode) }
            h = try h.relu()
            activations.append(h)
            h = try convolution(h)
        }
        return try h.tanh().converted(to: .float32)
    }

    /// Its tensors, as `generator.dense.weight` and so on.
    public func collect(into state: inout StateDictionary, prefix: String) {
        dense.collect(into: &state, prefix: prefix + ".dense")
        for (index, norm) in normalizations.enumerated() { norm.collect(into: &state, prefix: "\(prefix).normalizations.\(index)") }
        for (index, convolution) in convolutions.enumerated() {
            convolution.collect(into: &state, prefix: "\(prefix).convolutions.\(index)")
        }
    }
}
