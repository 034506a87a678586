/// A colour with channels of 0 … 255.
struct FaceColor: Equatable {
    var red: Float
    var green: Float
    var blue: Float

    /// By 0xRRGGBB.
    init(_ code: UInt32) {
        self.init(Float(code >> 16 & 255), Float(code >> 8 & 255), Float(code & 255))
    }

    init(_ red: Float, _ green: Float, _ blue: Float) {
        self.red = red
        self.green = green
        self.blue = blue
    }

    /// The colour on the way to another one.
    func mixed(_ other: FaceColor, _ share: Float) -> FaceColor {
        FaceColor(red + (other.red - red) * share, green + (other.green - green) * share, blue + (other.blue - blue) * share)
    }

    /// Nearer to black.
    func darker(_ share: Float) -> FaceColor { mixed(FaceColor(30, 18, 24), share) }

    /// Nearer to white.
    func lighter(_ share: Float) -> FaceColor { mixed(FaceColor(255, 252, 246), share) }
}

/// What a shape is filled with: one colour, or one that fades into another with the distance from a point.
struct FacePaint {
    var near: FaceColor
    var far: FaceColor
    var light = FacePoint(0, 0)
    var reach: Float = 0

    /// One colour.
    init(_ color: FaceColor) {
        near = color
        far = color
    }

    /// `near` at the point `light`, `far` from `reach` on.
    init(_ near: FaceColor, fadingTo far: FaceColor, from light: FacePoint, reach: Float) {
        self.near = near
        self.far = far
        self.light = light
        self.reach = reach
    }

    func color(_ x: Float, _ y: Float) -> FaceColor {
        guard reach > 0 else { return near }
        let dx = x - light.x
        let dy = y - light.y
        return near.mixed(far, min((dx * dx + dy * dy) / (reach * reach), 1))
    }
}
