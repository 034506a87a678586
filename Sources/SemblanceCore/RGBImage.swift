/// Pixels in memory: 8 bits a channel, interleaved R, G, B, rows from the top, no padding.
public struct RGBImage: Sendable, Equatable {
    /// Width in pixels.
    public let width: Int
    /// Height in pixels.
    public let height: Int
    /// `width · height · 3` bytes.
    public var pixels: [UInt8]

    /// - Precondition: `pixels` holds `width · height · 3` bytes.
    public init(width: Int, height: Int, pixels: [UInt8]) {
        precondition(pixels.count == width * height * 3, "an RGB image of \(width)×\(height) takes \(width * height * 3) bytes")
        self.width = width
        self.height = height
        self.pixels = pixels
    }

    /// An image of one colour.
    public init(width: Int, height: Int, red: UInt8 = 255, green: UInt8 = 255, blue: UInt8 = 255) {
        var pixels = [UInt8](repeating: red, count: width * height * 3)
        if red != green || green != blue {
            for index in stride(from: 0, to: pixels.count, by: 3) {
                pixels[index + 1] = green
                pixels[index + 2] = blue
            }
        }
        self.init(width: width, height: height, pixels: pixels)
    }

    /// The red, green and blue of one pixel.
    public subscript(x: Int, y: Int) -> (red: UInt8, green: UInt8, blue: UInt8) {
        let index = (y * width + x) * 3
        return (pixels[index], pixels[index + 1], pixels[index + 2])
    }

    /// The image seen in a mirror: left and right exchanged.
    public func mirrored() -> RGBImage {
        var mirrored = pixels
        for y in 0..<height {
            for x in 0..<width {
                let from = (y * width + x) * 3
                let to = (y * width + width - 1 - x) * 3
                for channel in 0..<3 { mirrored[to + channel] = pixels[from + channel] }
            }
        }
        return RGBImage(width: width, height: height, pixels: mirrored)
    }
}
