import SemblanceCore

/// The way between two photos, there and back again without an end: each frame for a moment, both ends for longer.
public struct InterpolationAnimation: Sendable {
    /// Milliseconds that a frame on the way is shown.
    public static let step = 100
    /// Milliseconds that an end of the way is shown.
    public static let pause = 600

    /// What the generator drew along the way.
    public let frames: [RGBImage]

    /// An animation of pictures of one size.
    public init(frames: [RGBImage]) { self.frames = frames }

    /// The file, an animated WebP; what the ends are is in it once.
    ///
    /// - Throws: `invalidArgument` without frames, and for pictures of more than one size
    public func webp() throws -> [UInt8] {
        let last = frames.count - 1
        let there = frames.indices.map { WebPAnimation.Frame(frames[$0], milliseconds: $0 == 0 || $0 == last ? Self.pause : Self.step) }
        return try WebPAnimation(there + there.dropFirst().dropLast().reversed()).encoded()
    }
}
