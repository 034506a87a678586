import SemblanceTensor

/// A multi-layer perceptron of two hidden layers with LeakyReLU 0.2, and one score out: the head of a critic.
@TensorActor
public struct Perceptron: Module {
    private let layers: [Dense]

    init(_ inputs: Int, hidden: Int, bias: Bool, spectral: Bool, _ initializer: Initializer) throws {
        let widths = [inputs, hidden, hidden, 1]
        layers = try zip(widths, widths.dropFirst()).map { try Dense($0, $1, bias: bias, spectral: spectral, initializer) }
    }

    /// One score a row.
    ///
    /// - Parameter x: [batch, inputs]
    /// - Returns: [batch]
    public func callAsFunction(_ x: Tensor, _ mode: NormalizationMode) throws -> Tensor {
        var h = x
        for (index, layer) in layers.enumerated() {
            h = try layer(index == 0 ? h : h.leakyReLU(slope: 0.2), mode)
        }
        return try h.reshaped([-1]).converted(to: .float32)
    }

    /// Its tensors, as `<prefix>.0.weight` and so on.
    public func collect(into state: inout StateDictionary, prefix: String) {
        for (index, layer) in layers.enumerated() { layer.collect(into: &state, prefix: "\(prefix).\(index)") }
    }
}
