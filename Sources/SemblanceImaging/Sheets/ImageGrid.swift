import SemblanceCore

/// Pictures of one size, row by row: samples of a generator, photos of a corpus.
public struct ImageGrid: Sendable {
    /// The pictures in reading order.
    public let images: [RGBImage]
    /// How many stand in a row.
    public let columns: Int
    /// White pixels between them.
    public let gap: Int

    /// A grid.
    ///
    /// - Parameters:
    ///   - images: pictures; those of another size than the first are scaled to it
    ///   - columns: how many stand in a row; as many as make the grid nearly square where nil
    ///   - gap: white pixels between pictures
    /// - Throws: `invalidArgument` without any image or for fewer than one column.
    public init(_ images: [RGBImage], columns: Int? = nil, gap: Int = 2) throws {
        guard !images.isEmpty else { throw SemblanceError(.invalidArgument, "a grid needs at least one image") }
        let columns = columns ?? Int(Double(images.count).squareRoot().rounded(.up))
        guard columns >= 1 else { throw SemblanceError(.invalidArgument, "a grid of \(columns) columns", advice: "give 1 or more") }
        self.images = images
        self.columns = min(columns, images.count)
        self.gap = max(gap, 0)
    }

    /// Draws the grid; places without a picture stay white.
    public func render() -> RGBImage {
        let width = images[0].width
        let height = images[0].height
        let rows = (images.count + columns - 1) / columns
        var grid = RGBImage(width: columns * (width + gap) - gap, height: rows * (height + gap) - gap)
        for (index, image) in images.enumerated() {
            let fitting = image.width == width && image.height == height ? image : image.resized(width: width, height: height)
            grid.place(fitting, x: index % columns * (width + gap), y: index / columns * (height + gap))
        }
        return grid
    }
}
