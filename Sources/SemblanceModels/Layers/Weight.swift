import SemblanceTensor

/// A layer's weight, divided by its largest singular value where the layer is spectrally normalised.
@TensorActor
struct Weight: Module {
    private let tensor: Tensor
    private let spectral: SpectralNormalization?

    /// - Parameter spectral: whether to hold the largest singular value at 1; `shape` then begins with the outputs
    init(_ shape: [Int], spectral: Bool = false, _ initializer: Initializer) throws {
        tensor = try initializer.weight(shape)
        self.spectral = spectral ? try SpectralNormalization(shape[0], initializer) : nil
    }

    /// What the layer multiplies with.
    func callAsFunction(_ mode: NormalizationMode) throws -> Tensor {
        guard let spectral else { return tensor }
        return try spectral(tensor, mode)
    }

    func collect(into state: inout StateDictionary, prefix: String) {
        state.add(prefix + ".weight", tensor)
        spectral?.collect(into: &state, prefix: prefix)
    }
}
