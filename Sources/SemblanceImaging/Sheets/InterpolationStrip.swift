import SemblanceCore

/// The way between two photos in one row: the first photo, the frames between, the second photo.
public struct InterpolationStrip: Sendable {
    /// The photo that the way begins at.
    public let first: RGBImage
    /// What the generator drew along the way.
    public let frames: [RGBImage]
    /// The photo that the way ends at.
    public let last: RGBImage
    /// White pixels between a photo and the frames, which touch each other.
    public let gap: Int

    /// A strip; pictures of another size than the first are scaled to it.
    ///
    /// - Throws: `invalidArgument` without frames.
    public init(from first: RGBImage, frames: [RGBImage], to last: RGBImage, gap: Int = 8) throws {
        guard !frames.isEmpty else { throw SemblanceError(.invalidArgument, "a strip needs at least one frame") }
        self.first = first
        self.frames = frames
        self.last = last
        self.gap = max(gap, 0)
    }

    /// Draws the strip.
    public func render() -> RGBImage {
        let width = first.width
        var strip = RGBImage(width: (frames.count + 2) * width + 2 * gap, height: first.height)
        strip.place(first, x: 0, y: 0)
        for (index, frame) in frames.enumerated() { strip.place(fitting(frame), x: (index + 1) * width + gap, y: 0) }
        strip.place(fitting(last), x: (frames.count + 1) * width + 2 * gap, y: 0)
        return strip
    }

    private func fitting(_ image: RGBImage) -> RGBImage {
        image.width == first.width && image.height == first.height ? image : image.resized(width: first.width, height: first.height)
    }
}
