/// The space between two arcs that meet in two corners: eyes, lips. `curl` lifts the corners.
struct Lens: FaceShape {
    var centre: FacePoint
    var halfWidth: Float
    var above: Float
    var below: Float
    var curl: Float

    init(_ x: Float, _ y: Float, halfWidth: Float, above: Float, below: Float, curl: Float = 0) {
        centre = FacePoint(x, y)
        self.halfWidth = halfWidth
        self.above = above
        self.below = below
        self.curl = curl
    }

    var bounds: FaceBounds {
        let reach = max(abs(above), abs(below)) + abs(curl)
        return FaceBounds(
            left: centre.x - halfWidth, right: centre.x + halfWidth, top: centre.y - reach, bottom: centre.y + reach)
    }

    /// A point on the upper arc; t = −1 and 1 are the corners.
    func upper(_ t: Float) -> FacePoint {
        FacePoint(centre.x + t * halfWidth, centre.y - curl * t * t - above * (1 - t * t))
    }

    func distance(_ x: Float, _ y: Float) -> Float {
        let t = (x - centre.x) / halfWidth
        let arch = 1 - t * t
        let middle = centre.y - curl * t * t
        let away = max(middle - above * arch - y, y - middle - below * arch)
        let steepness = 2 * t * (max(above, below) + abs(curl)) / halfWidth
        return max(away / (1 + steepness * steepness).squareRoot(), abs(x - centre.x) - halfWidth)
    }
}
