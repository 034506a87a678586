import SemblanceCore
import SemblanceTensor

extension Tensor {
    /// Prepared images of one size as a batch: x / 127.5 − 1, the last step of preprocessing.
    ///
    /// - Returns: [batch, 3, height, width] in [−1, 1], channels last in memory
    public convenience init(images: [RGBImage]) throws {
        guard let first = images.first, images.allSatisfy({ $0.width == first.width && $0.height == first.height }) else {
            throw SemblanceError(.engine, "a batch takes images of one size")
        }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(images.count * first.pixels.count)
        for image in images { bytes += image.pixels }
        let stored = try Tensor(bytes: bytes, shape: [images.count, first.height, first.width, 3])
        try self.init(sharing: stored.permuted([0, 3, 1, 2]).converted(to: .float32) * (1 / 127.5) - 1)
    }
}

extension RGBImage {
    /// An image from [3, side, side] values in [−1, 1].
    public init(planar values: [Float], side: Int) {
        let plane = side * side
        var pixels = [UInt8](repeating: 0, count: 3 * plane)
        for index in 0..<plane {
            for channel in 0..<3 {
                let value = (values[channel * plane + index] + 1) * 127.5
                pixels[index * 3 + channel] = UInt8(min(max(value.rounded(), 0), 255))
            }
        }
        self.init(width: side, height: side, pixels: pixels)
    }
}
