import SemblanceCore
import SemblanceImaging

/// JPEGs that stand for what people upload: drawn faces under the noise of a camera.
enum UploadPictures {
    /// The side of a picture in pixels.
    static let side = 640
    /// What a file takes, within a few per cent.
    static let byteCount = 100_000

    /// Different pictures, the same each time.
    static func draw(count: Int = 8) throws -> [[UInt8]] {
        let amplitude = try amplitude()
        return try (0..<count).map { try file(face($0), amplitude: amplitude, seed: $0) }
    }

    /// The most noise with which the first picture is not larger than it should be; the others are as large within a few per cent.
    private static func amplitude() throws -> Int {
        let first = face(0)
        var (low, high) = (0, 2048)
        while low < high {
            let middle = (low + high + 1) / 2
            if try file(first, amplitude: middle, seed: 0).count <= byteCount { low = middle } else { high = middle - 1 }
        }
        return low
    }

    private static func face(_ number: Int) -> RGBImage { DrawnFace(seed: UInt64(number) + 1).image(size: side) }

    /// A JPEG of the picture, each pixel made brighter or darker by up to `amplitude` sixteenths.
    private static func file(_ face: RGBImage, amplitude: Int, seed: Int) throws -> [UInt8] {
        var random = SplitMix64(seed: UInt64(seed))
        var noisy = face
        for pixel in stride(from: 0, to: face.pixels.count, by: 3) {
            let change = (Int(truncatingIfNeeded: random.next() >> 40) % (2 * amplitude + 1) - amplitude) / 16
            for index in pixel..<(pixel + 3) { noisy.pixels[index] = UInt8(clamping: Int(face.pixels[index]) + change) }
        }
        return try ImageEncoding.jpeg(noisy, quality: 85, compact: false)
    }
}
