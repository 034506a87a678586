/// What happens to one image.
struct AugmentationDraw {
    /// How many uniform numbers a draw takes, whatever it uses of them, so that a stream of numbers keeps its place.
    static let uniforms = 16

    /// From a place in the result to a place in the source, two rows of three; −1 and 1 are the outer edges.
    let affine: [Float]
    /// Added to all values.
    let brightness: Double
    /// Multiplies the distance from grey.
    let saturation: Double
    /// Multiplies the distance from the mean.
    let contrast: Double
    /// The middle of the grey square as shares of the sides; nil for none.
    private let hole: (x: Double, y: Double)?

    init(_ ranges: AugmentationRanges, _ probability: Double, _ uniforms: [Float]) {
        let u = uniforms.map(Double.init)
        func happens(_ index: Int) -> Bool { u[index] < probability }
        func between(_ range: ClosedRange<Double>?, _ index: Int) -> Double? {
            range.map { $0.lowerBound + u[index] * ($0.upperBound - $0.lowerBound) }
        }
        func around(_ size: Double, _ index: Int) -> Double { (2 * u[index] - 1) * size }

        let mirrored = ranges.flips && happens(0) && u[1] < 0.5
        let scale = happens(2) ? between(ranges.scale, 3) ?? 1 : 1
        // The part that is shown may lie anywhere in the image; what is shown smaller stays in the middle.
        let room = max(0, 1 - scale)
        let isShifted = happens(6)
        let x = around(room, 4) + (isShifted ? around(2 * ranges.shift, 7) : 0)
        let y = around(room, 5) + (isShifted ? around(2 * ranges.shift, 8) : 0)
        affine = [Float(mirrored ? -scale : scale), 0, Float(x), 0, Float(scale), Float(y)]

        let isColoured = happens(9)
        brightness = isColoured ? around(ranges.brightness, 10) : 0
        saturation = isColoured ? between(ranges.saturation, 11) ?? 1 : 1
        contrast = isColoured ? between(ranges.contrast, 12) ?? 1 : 1
        hole = ranges.cutout > 0 && happens(13) ? (u[14], u[15]) : nil
    }

    /// 0 in the grey square, 1 elsewhere: side × side values.
    func mask(side: Int, cutout: Double) -> [Float] {
        var mask = [Float](repeating: 1, count: side * side)
        guard let hole else { return mask }
        let half = Double(side) * cutout / 2
        func span(_ middle: Double) -> Range<Int> {
            let from = max(0, Int((middle * Double(side) - half).rounded()))
            return from..<max(from, min(side, Int((middle * Double(side) + half).rounded())))
        }
        for row in span(hole.y) { for column in span(hole.x) { mask[row * side + column] = 0 } }
        return mask
    }
}
