/// An oval whose lower half has a height of its own, and whose corners can be pressed outwards: f(x, y) = u + v − s·u·v = 1 with
/// u = x²/w², v = y²/h²; s = 0 is an ellipse, s = 1 a rectangle.
struct Oval: FaceShape {
    var centre: FacePoint
    var width: Float
    var above: Float
    var below: Float
    var squareness: Float = 0

    init(_ x: Float, _ y: Float, width: Float, above: Float, below: Float? = nil, squareness: Float = 0) {
        centre = FacePoint(x, y)
        self.width = width
        self.above = above
        self.below = below ?? above
        self.squareness = squareness
    }

    var bounds: FaceBounds {
        FaceBounds(left: centre.x - width, right: centre.x + width, top: centre.y - above, bottom: centre.y + below)
    }

    func distance(_ x: Float, _ y: Float) -> Float {
        let dx = x - centre.x
        let dy = y - centre.y
        let height = dy < 0 ? above : below
        let gx = dx / (width * width)
        let gy = dy / (height * height)
        let u = dx * gx
        let v = dy * gy
        let slopeX = 2 * gx * (1 - squareness * v)
        let slopeY = 2 * gy * (1 - squareness * u)
        let slope = (slopeX * slopeX + slopeY * slopeY).squareRoot()
        // Far out along both axes, the formula has a second inside.
        if squareness * u > 1 || squareness * v > 1 { return max(abs(dx) - width, abs(dy) - height) }
        return slope > 0 ? (u + v - squareness * u * v - 1) / slope : -min(width, height)
    }
}
