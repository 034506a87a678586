/// A point of a drawn face. The middle of the head is at 0, 0, x grows to the viewer's right, y downwards, and the chin is about
/// 1 below the middle.
struct FacePoint: Equatable {
    var x: Float
    var y: Float

    init(_ x: Float, _ y: Float) {
        self.x = x
        self.y = y
    }
}

/// A rectangle of such points.
struct FaceBounds {
    var left: Float
    var right: Float
    var top: Float
    var bottom: Float

    /// Both rectangles' common part.
    func intersection(_ other: FaceBounds) -> FaceBounds {
        FaceBounds(
            left: max(left, other.left), right: min(right, other.right), top: max(top, other.top), bottom: min(bottom, other.bottom))
    }
}
