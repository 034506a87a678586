import SemblanceTensor

/// A convolution of stride 2 that halves the sides, padded as TensorFlow's 'same': 1 before, and 2 (5×5) or 1 (4×4) after.
///
/// It has a bias only where no batch norm follows, which would take a bias away again.
@TensorActor
struct Convolution: Module {
    private let weight: Weight
    private let bias: Tensor?
    private let kernel: Int

    init(_ inputs: Int, _ outputs: Int, kernel: Int, bias: Bool, spectral: Bool = false, _ initializer: Initializer) throws {
        weight = try Weight([outputs, inputs, kernel, kernel], spectral: spectral, initializer)
        self.bias = bias ? try initializer.constant(0, [outputs]) : nil
        self.kernel = kernel
    }

    func callAsFunction(_ x: Tensor, _ mode: NormalizationMode) throws -> Tensor {
        if kernel == 4 { return try x.convolved(weight(mode), bias: bias, stride: 2, padding: 1) }
        return try x.padded(left: 1, right: 2, top: 1, bottom: 2).convolved(weight(mode), bias: bias, stride: 2, padding: 0)
    }

    func collect(into state: inout StateDictionary, prefix: String) {
        weight.collect(into: &state, prefix: prefix)
        if let bias { state.add(prefix + ".bias", bias) }
    }
}
