import SemblanceCore

/// Pixels that shapes of a face are laid on, one over the other, with smooth edges.
struct FaceCanvas {
    private let size: Int
    private let pose: FacePose
    private var pixels: [Float]

    /// A canvas of size × size pixels, filled with a background that fades from one colour at a lit point to another.
    init(size: Int, pose: FacePose, background: FacePaint) {
        self.size = size
        self.pose = pose
        pixels = [Float](repeating: 0, count: size * size * 3)
        for y in 0..<size {
            for x in 0..<size {
                let color = background.color((Float(x) + 0.5) / Float(size), (Float(y) + 0.5) / Float(size))
                let index = (y * size + x) * 3
                pixels[index] = color.red
                pixels[index + 1] = color.green
                pixels[index + 2] = color.blue
            }
        }
    }

    /// Lays a shape over what is there.
    ///
    /// - Parameters:
    ///   - shape: where
    ///   - paint: the colours
    ///   - opacity: 0 … 1
    ///   - softness: how wide the edge fades, in the face's units; at least a pixel
    mutating func fill(_ shape: some FaceShape, _ paint: FacePaint, opacity: Float = 1, softness: Float = 0) {
        let unit = pose.scale * Float(size)
        let edge = max(softness * unit, 1)
        let cosine = pose.cosine
        let sine = pose.sine
        let middleX = pose.centre.x * Float(size)
        let middleY = pose.centre.y * Float(size)
        let box = pixelBox(shape.bounds, margin: edge / 2 + 1, unit: unit)
        guard box.width > 0, box.height > 0 else { return }
        pixels.withUnsafeMutableBufferPointer { pixels in
            for row in box.y..<(box.y + box.height) {
                for column in box.x..<(box.x + box.width) {
                    let dx = (Float(column) + 0.5 - middleX) / unit
                    let dy = (Float(row) + 0.5 - middleY) / unit
                    let x = dx * cosine + dy * sine
                    let y = dy * cosine - dx * sine
                    let cover = min(max(0.5 - shape.distance(x, y) * unit / edge, 0), 1) * opacity
                    guard cover > 0 else { continue }
                    let color = paint.color(x, y)
                    let index = (row * size + column) * 3
                    pixels[index] += (color.red - pixels[index]) * cover
                    pixels[index + 1] += (color.green - pixels[index + 1]) * cover
                    pixels[index + 2] += (color.blue - pixels[index + 2]) * cover
                }
            }
        }
    }

    /// The pixels as an image.
    func image() -> RGBImage {
        RGBImage(width: size, height: size, pixels: pixels.map { UInt8(min(max($0 + 0.5, 0), 255)) })
    }

    /// The pixels that a shape can touch, its box being turned with the head.
    private func pixelBox(_ bounds: FaceBounds, margin: Float, unit: Float) -> PixelRectangle {
        var left = Float.greatestFiniteMagnitude
        var right = -left
        var top = left
        var bottom = -left
        for x in [bounds.left, bounds.right] {
            for y in [bounds.top, bounds.bottom] {
                let column = pose.centre.x * Float(size) + (x * pose.cosine - y * pose.sine) * unit
                let row = pose.centre.y * Float(size) + (x * pose.sine + y * pose.cosine) * unit
                left = min(left, column)
                right = max(right, column)
                top = min(top, row)
                bottom = max(bottom, row)
            }
        }
        let first = (x: Int(max(0, left - margin)), y: Int(max(0, top - margin)))
        let last = (x: Int(min(Float(size), right + margin)), y: Int(min(Float(size), bottom + margin)))
        return PixelRectangle(x: first.x, y: first.y, width: max(0, last.x - first.x), height: max(0, last.y - first.y))
    }
}
