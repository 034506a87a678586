import SemblanceCore

/// One channel of real numbers, rows from the top: what similarity is measured on.
struct GrayPlane: Sendable, Equatable {
    let width: Int
    let height: Int
    let values: [Float]

    init(width: Int, height: Int, values: [Float]) {
        precondition(values.count == width * height, "a value for each pixel")
        (self.width, self.height, self.values) = (width, height, values)
    }

    /// The luma of an image, 0 … 255 (ITU-R BT.601).
    init(_ image: RGBImage) {
        let values = stride(from: 0, to: image.pixels.count, by: 3).map { index -> Float in
            let (red, green, blue) = (Float(image.pixels[index]), Float(image.pixels[index + 1]), Float(image.pixels[index + 2]))
            return 0.299 * red + 0.587 * green + 0.114 * blue
        }
        self.init(width: image.width, height: image.height, values: values)
    }

    /// Each block of 2 × 2 pixels averaged; an odd last row or column is dropped.
    func halved() -> GrayPlane {
        let (width, height) = (self.width / 2, self.height / 2)
        var halves: [Float] = []
        halves.reserveCapacity(width * height)
        for y in 0..<height {
            for x in 0..<width {
                let corner = 2 * y * self.width + 2 * x
                let below = corner + self.width
                halves.append((values[corner] + values[corner + 1] + values[below] + values[below + 1]) / 4)
            }
        }
        return GrayPlane(width: width, height: height, values: halves)
    }

    /// Weighted averages of every window that lies wholly within the plane, with the same weights along both axes.
    func filtered(_ weights: [Float]) -> GrayPlane {
        let (outWidth, outHeight) = (width - weights.count + 1, height - weights.count + 1)
        var rows = [Float](repeating: 0, count: outWidth * height)
        for y in 0..<height {
            for (tap, weight) in weights.enumerated() {
                for x in 0..<outWidth { rows[y * outWidth + x] += weight * values[y * width + x + tap] }
            }
        }
        var result = [Float](repeating: 0, count: outWidth * outHeight)
        for y in 0..<outHeight {
            for (tap, weight) in weights.enumerated() {
                for x in 0..<outWidth { result[y * outWidth + x] += weight * rows[(y + tap) * outWidth + x] }
            }
        }
        return GrayPlane(width: outWidth, height: outHeight, values: result)
    }

    /// The product, pixel by pixel.
    static func * (a: GrayPlane, b: GrayPlane) -> GrayPlane {
        GrayPlane(width: a.width, height: a.height, values: zip(a.values, b.values).map { $0 * $1 })
    }
}
