/// Where a face is in a picture: a square from the brows to the chin, in pixels. It may reach beyond the picture.
public struct FaceBox: Sendable, Equatable {
    /// The pixels left of its middle.
    public var centreX: Double
    /// The pixels above its middle.
    public var centreY: Double
    /// Its side in pixels.
    public var side: Double

    /// A box by its middle and its side, in pixels.
    public init(centreX: Double, centreY: Double, side: Double) {
        self.centreX = centreX
        self.centreY = centreY
        self.side = side
    }
}
