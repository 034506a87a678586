/// A line of constant width with round ends along a quadratic curve.
struct Stroke: FaceShape {
    private let points: [FacePoint]
    private let reach: Float
    let bounds: FaceBounds

    /// - Parameters:
    ///   - start: where the line begins
    ///   - control: the point that pulls the curve
    ///   - end: where it ends
    ///   - width: of the line
    init(_ start: FacePoint, _ control: FacePoint, _ end: FacePoint, width: Float) {
        let pieces = 6
        self.init(
            through: (0...pieces).map { index in
                let t = Float(index) / Float(pieces)
                let s = 1 - t
                return FacePoint(
                    s * s * start.x + 2 * s * t * control.x + t * t * end.x, s * s * start.y + 2 * s * t * control.y + t * t * end.y)
            }, width: width)
    }

    /// - Precondition: at least two points.
    init(through points: [FacePoint], width: Float) {
        precondition(points.count >= 2, "a line has two ends")
        self.points = points
        reach = width / 2
        var box = FaceBounds(left: points[0].x, right: points[0].x, top: points[0].y, bottom: points[0].y)
        for point in points {
            box.left = min(box.left, point.x)
            box.right = max(box.right, point.x)
            box.top = min(box.top, point.y)
            box.bottom = max(box.bottom, point.y)
        }
        bounds = FaceBounds(left: box.left - reach, right: box.right + reach, top: box.top - reach, bottom: box.bottom + reach)
    }

    func distance(_ x: Float, _ y: Float) -> Float {
        var nearest = Float.greatestFiniteMagnitude
        for index in 1..<points.count {
            let from = points[index - 1]
            let alongX = points[index].x - from.x
            let alongY = points[index].y - from.y
            let length = alongX * alongX + alongY * alongY
            let t = length > 0 ? min(max(((x - from.x) * alongX + (y - from.y) * alongY) / length, 0), 1) : 0
            let dx = x - from.x - t * alongX
            let dy = y - from.y - t * alongY
            nearest = min(nearest, dx * dx + dy * dy)
        }
        return nearest.squareRoot() - reach
    }
}
