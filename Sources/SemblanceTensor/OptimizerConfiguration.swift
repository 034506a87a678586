/// Which rule turns gradients into updates, with its constants.
public enum OptimizerConfiguration: Sendable, Equatable, Codable {
    /// p ← p − η g / (√E[g²] + ε), E[g²] a moving average that keeps `decay` of the old (Tieleman & Hinton 2012).
    case rmsprop(learningRate: Double, decay: Double, epsilon: Double)
    /// Kingma & Ba, arXiv 1412.6980.
    case adam(learningRate: Double, beta1: Double, beta2: Double, epsilon: Double)

    /// The published O-GAN's: RMSprop(1e-4, 0.99), ε 1e-7.
    public static let oGAN = OptimizerConfiguration.rmsprop(learningRate: 1e-4, decay: 0.99, epsilon: 1e-7)

    /// η, the length of a step before anything scales it.
    public var learningRate: Double {
        get {
            switch self {
            case .rmsprop(let learningRate, _, _), .adam(let learningRate, _, _, _): learningRate
            }
        }
        set {
            switch self {
            case .rmsprop(_, let decay, let epsilon): self = .rmsprop(learningRate: newValue, decay: decay, epsilon: epsilon)
            case .adam(_, let beta1, let beta2, let epsilon):
                self = .adam(learningRate: newValue, beta1: beta1, beta2: beta2, epsilon: epsilon)
            }
        }
    }

    /// What is remembered of each parameter, in the order of the shim's slots.
    var stateNames: [String] {
        switch self {
        case .rmsprop: ["step", "square_avg"]
        case .adam: ["step", "exp_avg", "exp_avg_sq"]
        }
    }
}
