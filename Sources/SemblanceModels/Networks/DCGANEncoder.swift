import SemblanceTensor

/// E: images to encodings. L + 1 convolutions that halve the sides, batch norm on all but the first, LeakyReLU 0.2, then a dense
/// layer to n values.
@TensorActor
public final class DCGANEncoder: Module {
    /// Its shape.
    public let configuration: NetworkConfiguration
    private let convolutions: [Convolution]
    private let normalizations: [BatchNormalization]
    private let dense: Dense

    /// Draws fresh weights.
    public init(_ configuration: NetworkConfiguration, generator: RandomGenerator, device: Device = .cpu) throws {
        try configuration.validate()
        self.configuration = configuration
        let initializer = Initializer(generator: generator, device: device)
        let widths = configuration.encoderWidths
        convolutions = try zip([3] + widths, widths).enumerated().map { index, channels in
            try Convolution(channels.0, channels.1, kernel: configuration.kernel, bias: index == 0, initializer)
        }
        normalizations = try widths.dropFirst().map { try BatchNormalization($0, initializer) }
        dense = try Dense(configuration.width * 16, configuration.latentDimension, initializer)
    }

    /// E(x).
    ///
    /// - Parameter x: [batch, 3, resolution, resolution] in [−1, 1]
    /// - Returns: [batch, n], not normalised
    public func callAsFunction(_ x: Tensor, _ mode: NormalizationMode) throws -> Tensor {
        var activations = [Tensor]()
        return try callAsFunction(x, mode, recording: &activations)
    }

    /// E(x), with the output of each block for whoever wants to compare layers.
    func callAsFunction(_ x: Tensor, _ mode: NormalizationMode, recording activations: inout [Tensor]) throws -> Tensor {
        var h = x
        for (index, convolution) in convolutions.enumerated() {
            h = try convolution(h)
            if index > 0 { h = try normalizations[index - 1](h, mode) }
            h = try h.leakyReLU(slope: 0.2)
            activations.append(h)
        }
        return try dense(h.reshaped([-1, configuration.width * 16])).converted(to: .float32)
    }

    /// Its tensors, as `encoder.convolutions.0.weight` and so on.
    public func collect(into state: inout StateDictionary, prefix: String) {
        for (index, convolution) in convolutions.enumerated() {
            convolution.collect(into: &state, prefix: "\(prefix).convolutions.\(index)")
        }
        for (index, norm) in normalizations.enumerated() { norm.collect(into: &state, prefix: "\(prefix).normalizations.\(index + 1)") }
        dense.collect(into: &state, prefix: prefix + ".dense")
    }
}
