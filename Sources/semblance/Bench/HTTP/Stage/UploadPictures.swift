import SemblanceCore
import SemblanceImaging

/// JPEGs that stand for what people upload: drawn faces under the noise of a camera.
enum UploadPictures {
    /// The side of a picture in pixels.
    static let side = 640
    /// What a file takes at most; it is hardly less.
    static let byteCount = 100_000

    /// Different pictures, the same each time.
    static func draw(count: Int = 8) throws -> [[UInt8]] {
        try (0..<count).map { try picture(DrawnFace(seed: UInt64($0) + 1).image(size: side), seed: UInt64($0)) }
    }

    /// The picture with as much noise as makes its file nearly large enough.
    private static func picture(_ face: RGBImage, seed: UInt64) throws -> [UInt8] {
        var (low, high) = (0, 2048)
        var chosen: [UInt8] = []
        while low < high {
            let middle = (low + high + 1) / 2
            let file = try ImageEncoding.jpeg(noisy(face, amplitude: middle, seed: seed), quality: 85, compact: false)
            if file.count <= byteCount {
                (low, chosen) = (middle, file)
            } else {
                high = middle - 1
            }
        }
        return chosen
    }

    /// Makes each pixel brighter or darker by up to `amplitude` sixteenths.
    private static func noisy(_ image: RGBImage, amplitude: Int, seed: UInt64) -> RGBImage {
        var random = SplitMix64(seed: seed)
        var noisy = image
        for pixel in stride(from: 0, to: image.pixels.count, by: 3) {
            let change = (Int(truncatingIfNeeded: random.next() >> 40) % (2 * amplitude + 1) - amplitude) / 16
            for index in pixel..<(pixel + 3) { noisy.pixels[index] = UInt8(clamping: Int(image.pixels[index]) + change) }
        }
        return noisy
    }
}
