import SemblanceTensor

/// h ↦ BN(h) · (1 + γ(z)) + β(z), where γ and β are dense n → n, ReLU, dense n → channels; or plain batch norm without them.
@TensorActor
struct GeneratorNormalization: Module {
    private let normalization: BatchNormalization
    private let modulation: (gamma: Modulation, beta: Modulation)?

    /// - Parameter latentDimension: n where z modulates, nil for plain batch norm
    init(_ channels: Int, latentDimension: Int?, _ initializer: Initializer) throws {
        normalization = try BatchNormalization(channels, scaled: latentDimension == nil, initializer)
        modulation = try latentDimension.map { (try Modulation($0, channels, initializer), try Modulation($0, channels, initializer)) }
    }

    func callAsFunction(_ h: Tensor, z: Tensor, _ mode: NormalizationMode) throws -> Tensor {
        let normalized = try normalization(h, mode)
        guard let modulation else { return normalized }
        let shape = [-1, h.shape[1], 1, 1]
        let gamma = try modulation.gamma(z, mode).reshaped(shape) + 1
        return try normalized * gamma + modulation.beta(z, mode).reshaped(shape)
    }

    func collect(into state: inout StateDictionary, prefix: String) {
        normalization.collect(into: &state, prefix: prefix)
        modulation?.gamma.collect(into: &state, prefix: prefix + ".gamma")
        modulation?.beta.collect(into: &state, prefix: prefix + ".beta")
    }
}

/// Dense n → n, ReLU, dense n → channels.
@TensorActor
private struct Modulation: Module {
    let hidden: Dense
    let output: Dense

    init(_ latentDimension: Int, _ channels: Int, _ initializer: Initializer) throws {
        hidden = try Dense(latentDimension, latentDimension, initializer)
        output = try Dense(latentDimension, channels, initializer)
    }

    func callAsFunction(_ z: Tensor, _ mode: NormalizationMode) throws -> Tensor { try output(hidden(z, mode).relu(), mode) }

    func collect(into state: inout StateDictionary, prefix: String) {
        hidden.collect(into: &state, prefix: prefix + ".0")
        output.collect(into: &state, prefix: prefix + ".1")
    }
}
