import SemblanceTensor

/// x Wᵀ + b.
@TensorActor
struct Dense: Module {
    private let weight: Weight
    private let bias: Tensor?

    init(_ inputs: Int, _ outputs: Int, bias: Bool = true, spectral: Bool = false, _ initializer: Initializer) throws {
        weight = try Weight([outputs, inputs], spectral: spectral, initializer)
        self.bias = bias ? try initializer.constant(0, [outputs]) : nil
    }

    func callAsFunction(_ x: Tensor, _ mode: NormalizationMode) throws -> Tensor { try x.linear(weight(mode), bias: bias) }

    func collect(into state: inout StateDictionary, prefix: String) {
        weight.collect(into: &state, prefix: prefix)
        if let bias { state.add(prefix + ".bias", bias) }
    }
}
