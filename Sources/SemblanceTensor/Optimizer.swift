import CTorch

/// Which rule turns gradients into updates, with its constants.
public enum OptimizerConfiguration: Sendable, Equatable, Codable {
    /// p ← p − η g / (√E[g²] + ε), E[g²] a moving average that keeps `decay` of the old (Tieleman & Hinton 2012).
    case rmsprop(learningRate: Double, decay: Double, epsilon: Double)
    /// Kingma & Ba, arXiv 1412.6980.
    case adam(learningRate: Double, beta1: Double, beta2: Double, epsilon: Double)

    /// The published O-GAN's: RMSprop(1e-4, 0.99), ε 1e-7.
    public static let oGAN = OptimizerConfiguration.rmsprop(learningRate: 1e-4, decay: 0.99, epsilon: 1e-7)
}

/// libtorch's optimizer over a fixed list of parameters.
public final class Optimizer {
    private let handle: ct_optimizer
    /// How many parameters it updates.
    public let parameterCount: Int

    /// An optimizer with no history yet.
    public init(_ configuration: OptimizerConfiguration, parameters: [Tensor]) throws {
        parameterCount = parameters.count
        let count = Int32(parameters.count)
        handle = try withExtendedLifetime(parameters) {
            let handles = parameters.map { Optional($0.handle) }
            return switch configuration {
            case .rmsprop(let learningRate, let decay, let epsilon):
                try Torch.check(ct_rmsprop(handles, count, learningRate, decay, epsilon), "making RMSprop")
            case .adam(let learningRate, let beta1, let beta2, let epsilon):
                try Torch.check(ct_adam(handles, count, learningRate, beta1, beta2, epsilon), "making Adam")
            }
        }
    }

    deinit { ct_optimizer_release(handle) }

    /// One update; a nil gradient leaves its parameter as it is.
    ///
    /// - Parameter gradients: in the order of the parameters
    public func step(_ gradients: [Tensor?]) throws {
        try Torch.perform("an optimizer step", gradients) { ct_optimizer_step(handle, $0, Int32($0.count)) }
    }
}
