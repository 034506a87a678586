/// How far an augmentation goes. Everything that is nil, false or 0 is left out.
struct AugmentationRanges: Sendable, Equatable {
    /// Mirrors half of the images.
    var flips = false
    /// Shifts by up to this share of the side, each way.
    var shift = 0.0
    /// The side of the part that is shown, as a share of the image's: below 1 enlarges.
    var scale: ClosedRange<Double>?
    /// Added to all values, ± this.
    var brightness = 0.0
    /// Colours' distance from grey is multiplied.
    var saturation: ClosedRange<Double>?
    /// The values' distance from their mean is multiplied.
    var contrast: ClosedRange<Double>?
    /// The side of a grey square, as a share of the image's.
    var cutout = 0.0

    /// What a search should not mind: mirrors, shifts and zooms of 10 %, another brightness.
    static let consistency = AugmentationRanges(flips: true, shift: 0.1, scale: 0.9...1.1, brightness: 0.2)

    /// The same, further, and other colours: what photos of one person differ in, beside the background.
    static let contrast = AugmentationRanges(
        flips: true, shift: 0.1, scale: 0.8...1.1, brightness: 0.3, saturation: 0.4...1.6, contrast: 0.6...1.4)

    /// Whether images are moved.
    var isGeometric: Bool { flips || shift > 0 || scale != nil }
}
