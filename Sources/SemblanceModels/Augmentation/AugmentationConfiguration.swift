import SemblanceCore

/// Which changes real and made images alike go through before a critic sees them (DiffAugment, Zhao et al., arXiv 2006.10738), and
/// how often (ADA, Karras et al., arXiv 2006.06676).
public struct AugmentationConfiguration: Sendable, Equatable, Codable {
    /// A change, as `--augment` spells it.
    public enum Operation: String, Sendable, CaseIterable, Codable {
        /// Mirrored left to right, half of the time.
        case flip
        /// Shifted by up to an eighth of the side, edges repeated.
        case translation
        /// A part of 80 to 100 % of the side, enlarged.
        case crop
        /// Brightness ± 0.5 of [−1, 1], saturation 0 to 2, contrast 0.5 to 1.5.
        case color
        /// A square of half the side is grey.
        case cutout
    }

    /// What is done, each with a probability of its own.
    public var operations: [Operation]
    /// The probability of each operation, 0 … 1; what it begins with where it adapts.
    public var probability: Double
    /// The share of overfitting to hold by moving the probability; nil leaves it where it is.
    public var target: Double?

    /// Nothing at all.
    public static let none = AugmentationConfiguration(operations: [])

    /// Some operations at a fixed probability, or at one that adapts to a target.
    public init(operations: [Operation], probability: Double = 1, target: Double? = nil) {
        self.operations = operations
        self.probability = probability
        self.target = target
    }

    /// Throws `invalidArgument` for what cannot be.
    func validate() throws {
        guard (0...1).contains(probability) else {
            throw SemblanceError(.invalidArgument, "an augmentation probability of \(probability) is not in 0 … 1")
        }
        guard let target else { return }
        guard target > 0, target < 1 else {
            throw SemblanceError(.invalidArgument, "an overfitting target of \(target) is not between 0 and 1", advice: "use 0.6")
        }
        guard !operations.isEmpty else {
            throw SemblanceError(.invalidArgument, "nothing can adapt without augmentations", advice: "name some: --augment all")
        }
    }

    /// How far each operation goes.
    var ranges: AugmentationRanges {
        var ranges = AugmentationRanges()
        if operations.contains(.flip) { ranges.flips = true }
        if operations.contains(.translation) { ranges.shift = 1.0 / 8 }
        if operations.contains(.crop) { ranges.scale = 0.8...1 }
        if operations.contains(.color) { (ranges.brightness, ranges.saturation, ranges.contrast) = (0.5, 0...2, 0.5...1.5) }
        if operations.contains(.cutout) { ranges.cutout = 0.5 }
        return ranges
    }
}
