/// One side of the line y = base + tilt·u + drop·u⁴ with u = (x − middle) / width: where hair or a beard ends.
struct Hairline: FaceShape {
    var middle: Float
    var width: Float
    var base: Float
    var tilt: Float
    var drop: Float
    /// Whether the inside is above the line.
    var coversAbove: Bool

    var bounds: FaceBounds { FaceBounds(left: -10, right: 10, top: -10, bottom: 10) }

    func distance(_ x: Float, _ y: Float) -> Float {
        let u = (x - middle) / width
        let slope = (tilt + 4 * drop * u * u * u) / width
        let away = (y - base - tilt * u - drop * u * u * u * u) / (1 + slope * slope).squareRoot()
        return coversAbove ? away : -away
    }
}
