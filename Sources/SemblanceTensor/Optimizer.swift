import CTorch

/// libtorch's optimizer over a fixed list of parameters.
public final class Optimizer {
    let handle: ct_optimizer
    /// The rule and its constants, as it began.
    public let configuration: OptimizerConfiguration
    /// How many parameters it updates.
    public var parameterCount: Int { shapes.count }
    /// Their shapes.
    let shapes: [[Int]]

    /// An optimizer with no history yet.
    public init(_ configuration: OptimizerConfiguration, parameters: [Tensor]) throws {
        self.configuration = configuration
        shapes = parameters.map(\.shape)
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

    /// η of the steps to come.
    public var learningRate: Double {
        get { withExtendedLifetime(self) { ct_optimizer_learning_rate(handle) } }
        set { withExtendedLifetime(self) { ct_optimizer_set_learning_rate(handle, newValue) } }
    }

    deinit { ct_optimizer_release(handle) }

    /// One update; a nil gradient leaves its parameter as it is.
    ///
    /// - Parameter gradients: in the order of the parameters
    public func step(_ gradients: [Tensor?]) throws {
        try Torch.perform("an optimizer step", gradients) { ct_optimizer_step(handle, $0, Int32($0.count)) }
    }
}
