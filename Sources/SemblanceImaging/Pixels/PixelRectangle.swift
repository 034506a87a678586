/// A rectangle of pixels.
public struct PixelRectangle: Sendable, Equatable {
    /// Pixels left of it.
    public var x: Int
    /// Pixels above it.
    public var y: Int
    /// Width in pixels.
    public var width: Int
    /// Height in pixels.
    public var height: Int

    /// A rectangle by its top left corner and its sides, in pixels.
    public init(x: Int, y: Int, width: Int, height: Int) {
        self.x = x
        self.y = y
        self.width = width
        self.height = height
    }
}
