import SemblanceTensor

/// W / σ(W), σ the largest singular value of W as a matrix [outputs, rest], followed by power iteration (Miyato et al.,
/// arXiv 1802.05957): it holds a layer's Lipschitz constant at about 1.
@TensorActor
struct SpectralNormalization: Module {
    /// u: [outputs], of length 1.
    private let direction: Tensor

    init(_ outputs: Int, _ initializer: Initializer) throws {
        let drawn = try Tensor.randomNormal(shape: [outputs], generator: initializer.generator)
        direction = try drawn.unit().moved(to: initializer.device)
    }

    /// The weight that the layer uses. One power iteration is done where running statistics are updated too; elsewhere σ = ‖Wᵀu‖
    /// with the u that is there.
    func callAsFunction(_ weight: Tensor, _ mode: NormalizationMode) throws -> Tensor {
        let matrix = try weight.reshaped([weight.shape[0], -1])
        if case .batch = mode {
            try withoutGradients {
                let v = try product(direction, matrix).unit()
                try direction.assign((matrix * v).sum([1]).unit())
            }
        }
        // A copy: the next pass may move u before this one's gradient is taken.
        return try weight / product(direction + 0, matrix).squared().sum().squareRoot()
    }

    /// Wᵀu: [rest]. Not as a matrix product, which autocast would do in bf16.
    private func product(_ u: Tensor, _ matrix: Tensor) throws -> Tensor { try (u.reshaped([-1, 1]) * matrix).sum([0]) }

    func collect(into state: inout StateDictionary, prefix: String) { state.add(prefix + ".spectral_u", direction, .buffer) }
}

extension Tensor {
    /// v / ‖v‖
    fileprivate func unit() throws -> Tensor { try self / squared().sum().squareRoot() }
}
