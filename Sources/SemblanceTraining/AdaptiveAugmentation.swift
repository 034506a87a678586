import SemblanceModels

/// Moves the probability of augmentations so that the critic overfits as much as is right, and no more (ADA, Karras et al.,
/// arXiv 2006.06676).
///
/// Overfitting is what the paper calls r_v: how far the critic's mean score of held-out photos has sunk from that of the photos it
/// learns from towards that of generated images; 0 for a critic that generalises, 1 for one that knows its photos by heart.
struct AdaptiveAugmentation {
    /// Images that are learned from while the probability goes all the way from 0 to 1. The paper's 500,000 suits runs of millions.
    static let imagesToFull = 100_000.0
    /// Steps between two looks.
    static let interval = 4
    /// What a look adds to the running mean of the scores.
    private static let blend: Float = 0.2

    private let target: Double
    /// The probability of each augmentation, 0 … 1.
    private(set) var probability: Double
    private var scores: CriticMeans?

    /// What a run that goes on must keep.
    var state: [Double] {
        [probability] + (scores.map { [Double($0.seen), Double($0.heldOut), Double($0.generated)] } ?? [])
    }

    /// - Returns: nil where the configuration's probability stays as it is
    init?(_ configuration: AugmentationConfiguration) {
        guard let target = configuration.target else { return nil }
        self.target = target
        probability = configuration.probability
    }

    /// Goes on where `state` was read.
    mutating func restore(_ state: [Double]) {
        guard let first = state.first else { return }
        probability = first
        scores = state.count == 4 ? CriticMeans(seen: Float(state[1]), heldOut: Float(state[2]), generated: Float(state[3])) : nil
    }

    /// r_v of the scores so far; nil before the first, and while the critic cannot tell photos from fakes.
    var overfitting: Double? { scores?.overfitting }

    /// What is worth logging.
    var figures: [String: Float] {
        var figures = ["augmentation": Float(probability)]
        if let overfitting { figures["overfitting"] = Float(overfitting) }
        return figures
    }

    /// Takes note of a look at the critic, and moves the probability a step towards the target.
    ///
    /// - Parameter images: how many images were learned from since the last look
    mutating func observe(_ means: CriticMeans, images: Int) {
        scores = scores.map { $0.blended(with: means, by: Self.blend) } ?? means
        guard let overfitting else { return }
        let step = Double(images) / Self.imagesToFull
        probability = min(max(probability + (overfitting > target ? step : -step), 0), 1)
    }
}

/// Mean scores of a critic, turned so that higher is more real.
struct CriticMeans {
    /// Of photos that it learns from.
    var seen: Float
    /// Of photos that it never sees.
    var heldOut: Float
    /// Of generated images.
    var generated: Float

    /// r_v; nil where the critic cannot tell photos from fakes.
    var overfitting: Double? { seen > generated ? Double((seen - heldOut) / (seen - generated)) : nil }

    func blended(with new: CriticMeans, by weight: Float) -> CriticMeans {
        func mix(_ old: Float, _ new: Float) -> Float { old + weight * (new - old) }
        return CriticMeans(
            seen: mix(seen, new.seen), heldOut: mix(heldOut, new.heldOut), generated: mix(generated, new.generated))
    }
}
