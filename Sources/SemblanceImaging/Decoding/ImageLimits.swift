/// What an image may cost, and how small it may be. Both are checked on the header, before any memory for pixels is taken.
public struct ImageLimits: Sendable, Equatable, Codable {
    /// The most bytes of an encoded image; 64 MiB.
    public var maximumBytes: Int
    /// The most pixels, width times height; 50 million.
    public var maximumPixels: Int
    /// The least that the smaller side may have, in pixels; 16.
    public var minimumSide: Int

    /// The defaults.
    public static let standard = ImageLimits()

    /// - Parameters:
    ///   - maximumBytes: the most bytes of an encoded image
    ///   - maximumPixels: the most pixels, width times height
    ///   - minimumSide: the least pixels of the smaller side
    public init(maximumBytes: Int = 64 << 20, maximumPixels: Int = 50_000_000, minimumSide: Int = 16) {
        self.maximumBytes = maximumBytes
        self.maximumPixels = maximumPixels
        self.minimumSide = minimumSide
    }
}
