import SemblanceTensor

/// The transpose of `Convolution`: it doubles the sides, and crops as that pads.
@TensorActor
struct TransposedConvolution: Module {
    private let weight: Tensor
    private let bias: Tensor?
    private let kernel: Int

    init(_ inputs: Int, _ outputs: Int, kernel: Int, bias: Bool, _ initializer: Initializer) throws {
        weight = try initializer.weight([inputs, outputs, kernel, kernel])
        self.bias = bias ? try initializer.constant(0, [outputs]) : nil
        self.kernel = kernel
    }

    func callAsFunction(_ x: Tensor) throws -> Tensor {
        let y = try x.transposeConvolved(weight, bias: bias, stride: 2, padding: 1)
        guard kernel == 5 else { return y }
        let side = 2 * x.shape[2]
        // Copied, because batch norm walks a cut tensor element by element.
        return try y.narrowed(2, from: 0, length: side).narrowed(3, from: 0, length: side).channelsLast()
    }

    func collect(into state: inout StateDictionary, prefix: String) {
        state.add(prefix + ".weight", weight)
        if let bias { state.add(prefix + ".bias", bias) }
    }
}
