import Foundation
import SemblanceCore

/// How the learning rate falls towards the end of a run: a pure function of the step, so that a run that is resumed agrees.
public struct LearningRateDecay: Sendable, Equatable, Codable {
    /// The shape of the fall.
    public enum Shape: String, Sendable, Codable, CaseIterable {
        /// It does not fall.
        case none
        /// Along a line.
        case linear
        /// Along half a cosine (Loshchilov & Hutter, arXiv 1608.03983).
        case cosine
    }

    /// How it falls.
    public var shape: Shape
    /// The share of the steps before it begins to fall, 0 ..< 1.
    public var start: Double

    /// By default, no decay.
    public init(_ shape: Shape = .none, start: Double = 0.5) {
        self.shape = shape
        self.start = start
    }

    /// What the learning rate is multiplied by in the step after `step` steps: 1 until `start`, then down to nearly 0 in the last.
    ///
    /// - Parameter total: the run's steps; without a number there is no decay
    func factor(step: Int, of total: Int?) -> Double {
        guard shape != .none, let total else { return 1 }
        let begin = start * Double(total)
        let way = min(1, max(0, (Double(step) - begin) / max(Double(total) - begin, 1)))
        return shape == .linear ? 1 - way : (1 + cos(Double.pi * way)) / 2
    }
}
