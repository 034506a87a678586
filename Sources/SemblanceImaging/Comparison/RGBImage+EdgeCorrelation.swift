import SemblanceCore

extension RGBImage {
    /// How well the edges of one picture follow those of another: the correlation of the differences between neighbouring pixels, in
    /// each colour, of the pictures and of their halves and quarters; −1 … 1. A picture without any edge agrees with none: 0.
    ///
    /// No change of brightness alters it, and the correlation of pixels would be that of light and dark alone. Pictures of 128 pixels
    /// and more are halved first, down to 64 … 127, because finer edges are beyond what small networks draw. Coarser differences count as
    /// much more as they lie further apart, for there are fewer of them.
    ///
    /// - Precondition: both have the same size.
    public func edgeCorrelation(with other: RGBImage) -> Float {
        precondition(width == other.width && height == other.height, "pictures of one size")
        var (own, others) = (MeanPixels(self), MeanPixels(other))
        while min(own.width, own.height) >= 128 { (own, others) = (own.halved(), others.halved()) }
        var products = EdgeProducts()
        for level in 0..<3 where min(own.width, own.height) > 1 {
            products.add(own, others, weight: Double(1 << (2 * level)))
            (own, others) = (own.halved(), others.halved())
        }
        return products.correlation
    }
}

/// Pixels as numbers: interleaved red, green and blue, rows from the top.
private struct MeanPixels {
    let width: Int
    let height: Int
    let values: [Float]

    init(_ image: RGBImage) {
        self.init(width: image.width, height: image.height, values: image.pixels.map(Float.init))
    }

    private init(width: Int, height: Int, values: [Float]) {
        self.width = width
        self.height = height
        self.values = values
    }

    /// The means of blocks of two by two; an odd last row or column is left out.
    func halved() -> MeanPixels {
        let (columns, rows, stride) = (width / 2, height / 2, width * 3)
        var means = [Float](repeating: 0, count: columns * rows * 3)
        for y in 0..<rows {
            for x in 0..<columns {
                for channel in 0..<3 {
                    let from = 2 * y * stride + 6 * x + channel
                    means[(y * columns + x) * 3 + channel] =
                        (values[from] + values[from + 3] + values[from + stride] + values[from + stride + 3]) / 4
                }
            }
        }
        return MeanPixels(width: columns, height: rows, values: means)
    }
}

/// Sums of products of two pictures' differences between neighbours.
private struct EdgeProducts {
    private var own = 0.0
    private var others = 0.0
    private var both = 0.0

    /// The cosine; 0 where a picture has no differences.
    var correlation: Float { own > 0 && others > 0 ? Float(both / (own * others).squareRoot()) : 0 }

    mutating func add(_ a: MeanPixels, _ b: MeanPixels, weight: Double) {
        let stride = a.width * 3
        for y in 0..<a.height {
            // Down from every row but the last, and to the right from every column but the last.
            if y + 1 < a.height { add(a, b, at: y * stride..<(y + 1) * stride, step: stride, weight) }
            add(a, b, at: y * stride..<(y + 1) * stride - 3, step: 3, weight)
        }
    }

    private mutating func add(_ a: MeanPixels, _ b: MeanPixels, at range: Range<Int>, step: Int, _ weight: Double) {
        var (uu, vv, uv): (Float, Float, Float) = (0, 0, 0)
        for index in range {
            let (u, v) = (a.values[index + step] - a.values[index], b.values[index + step] - b.values[index])
            uu += u * u
            vv += v * v
            uv += u * v
        }
        own += weight * Double(uu)
        others += weight * Double(vv)
        both += weight * Double(uv)
    }
}
