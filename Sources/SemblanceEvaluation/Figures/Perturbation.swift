import SemblanceCore
import SemblanceImaging

/// A change that leaves a photo the same photo for people. Made on the upright pixels of the file, before preprocessing.
public enum Perturbation: String, Sendable, CaseIterable {
    /// Re-encoded as a JPEG of quality 50.
    case jpeg50
    /// 5 % cut off each side.
    case crop5
    /// Moved by 3 % of the width to the right and 2.5 % of the height down, the edge repeated behind it.
    case shift
    /// Every channel times 1.2, at most 255.
    case brightness
    /// Left and right exchanged.
    case mirror

    /// The changed copy. Lengths in pixels are rounded to the nearest.
    ///
    /// - Throws: `tooLarge` for a side that no JPEG can have.
    public func apply(to image: RGBImage) throws -> RGBImage {
        switch self {
        case .jpeg50: try ImageDecoder.decode(ImageEncoding.jpeg(image, quality: 50), limits: Self.ownLimits)
        case .crop5: Self.cropped(image)
        case .shift: Self.shifted(image, right: Self.part(0.03, of: image.width), down: Self.part(0.025, of: image.height))
        case .brightness:
            RGBImage(
                width: image.width, height: image.height, pixels: image.pixels.map { UInt8(min((Int($0) * 12 + 5) / 10, 255)) })
        case .mirror: image.mirrored()
        }
    }

    /// What was decoded once already may be decoded again.
    private static let ownLimits = ImageLimits(maximumBytes: .max, maximumPixels: .max, minimumSide: 1)

    private static func part(_ share: Double, of length: Int) -> Int { Int((share * Double(length)).rounded()) }

    private static func cropped(_ image: RGBImage) -> RGBImage {
        let (x, y) = (part(0.05, of: image.width), part(0.05, of: image.height))
        return image.cropped(to: PixelRectangle(x: x, y: y, width: image.width - 2 * x, height: image.height - 2 * y))
    }

    private static func shifted(_ image: RGBImage, right: Int, down: Int) -> RGBImage {
        var pixels: [UInt8] = []
        pixels.reserveCapacity(image.pixels.count)
        for y in 0..<image.height {
            let row = max(y - down, 0) * image.width
            for x in 0..<image.width {
                let from = (row + max(x - right, 0)) * 3
                pixels.append(contentsOf: image.pixels[from..<from + 3])
            }
        }
        return RGBImage(width: image.width, height: image.height, pixels: pixels)
    }
}
