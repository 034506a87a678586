import SemblanceCore
import SemblanceImaging

/// The way between two photos.
public struct Way: Sendable {
    /// How latents were mixed.
    public let mode: LatentInterpolation
    /// The latents along the way, of n values each.
    public let coordinates: [[Float]]
    /// What the generator draws of them, the first and the last being the photos' reconstructions.
    public let frames: [RGBImage]
    /// The two photos.
    public let ends: [RGBImage]

    /// The first photo, a gap, the frames, a gap, the second photo.
    public func strip() throws -> RGBImage { try InterpolationStrip(from: ends[0], frames: frames, to: ends[1]).render() }

    /// About how many bytes of memory it takes.
    var cost: Int { (frames + ends).reduce(0) { $0 + $1.pixels.count } + coordinates.reduce(0) { $0 + 4 * $1.count } }
}
