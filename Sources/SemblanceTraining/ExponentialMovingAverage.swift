import SemblanceModels
import SemblanceTensor

/// A slowly following copy of the networks, whose images are steadier than those of any one step (Yazıcı et al., arXiv 1806.04498).
@TensorActor
final class ExponentialMovingAverage {
    private let decay: Double
    private let targets: [Tensor]
    private let sources: [Tensor]
    private var updates = 0

    /// - Parameter decay: how much of the old is kept; less in the first steps, (1 + t) / (10 + t), so that the start is forgotten
    init(of networks: ModelNetworks, in copy: ModelNetworks, decay: Double) throws {
        self.decay = decay
        targets = copy.state.parameters
        sources = networks.state.parameters
        for (target, source) in zip(targets, sources) { try target.assign(source) }
    }

    /// Follows one step; without a decay the copy is the latest.
    func update() throws {
        let kept = min(decay, (1 + Double(updates)) / (10 + Double(updates)))
        updates += 1
        for (target, source) in zip(targets, sources) { try target.moveToward(source, by: decay == 0 ? 1 : 1 - kept) }
    }
}
