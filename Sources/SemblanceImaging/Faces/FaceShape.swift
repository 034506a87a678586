/// Something with an inside, given by a distance to its edge.
protocol FaceShape {
    /// Holds all of the shape.
    var bounds: FaceBounds { get }

    /// About how far a point is from the edge; negative inside.
    func distance(_ x: Float, _ y: Float) -> Float
}

/// The common part of two shapes.
struct Both<First: FaceShape, Second: FaceShape>: FaceShape {
    var first: First
    var second: Second

    init(_ first: First, _ second: Second) {
        self.first = first
        self.second = second
    }

    var bounds: FaceBounds { first.bounds.intersection(second.bounds) }

    func distance(_ x: Float, _ y: Float) -> Float {
        max(first.distance(x, y), second.distance(x, y))
    }
}

/// The edge of a shape as a line of some width.
struct Outline<Shape: FaceShape>: FaceShape {
    var shape: Shape
    var width: Float

    var bounds: FaceBounds {
        let inner = shape.bounds
        let reach = width / 2
        return FaceBounds(left: inner.left - reach, right: inner.right + reach, top: inner.top - reach, bottom: inner.bottom + reach)
    }

    func distance(_ x: Float, _ y: Float) -> Float {
        abs(shape.distance(x, y)) - width / 2
    }
}
