import SemblanceTensor

/// x Wᵀ + b.
@TensorActor
struct Dense: Module {
    let weight: Tensor
    let bias: Tensor

    init(_ inputs: Int, _ outputs: Int, _ initializer: Initializer) throws {
        weight = try initializer.weight([outputs, inputs])
        bias = try initializer.constant(0, [outputs])
    }

    func callAsFunction(_ x: Tensor) throws -> Tensor { try x.linear(weight, bias: bias) }

    func collect(into state: inout StateDictionary, prefix: String) {
        state.add(prefix + ".weight", weight)
        state.add(prefix + ".bias", bias)
    }
}
