import SemblanceCore

/// How stored pixels have to be turned so that the picture stands upright; the numbers of EXIF's tag 0x0112.
public enum ImageOrientation: Int, Sendable, CaseIterable {
    /// As stored.
    case upright = 1
    /// Left and right exchanged.
    case mirrored = 2
    /// Turned by half a turn.
    case upsideDown = 3
    /// Top and bottom exchanged.
    case flipped = 4
    /// Mirrored along the diagonal from the top left.
    case transposed = 5
    /// To be turned a quarter clockwise.
    case quarterClockwise = 6
    /// Mirrored along the diagonal from the top right.
    case transversed = 7
    /// To be turned a quarter against the clock.
    case quarterCounterclockwise = 8

    /// Whether width and height change places.
    public var swapsSides: Bool { rawValue >= 5 }

    /// Where the upright picture's first pixel, and the steps to its right and down, lie in stored pixels.
    fileprivate func walk(width: Int, height: Int) -> (first: Int, right: Int, down: Int) {
        let last = width * height - 1
        return switch self {
        case .upright: (0, 1, width)
        case .mirrored: (width - 1, -1, width)
        case .upsideDown: (last, -1, -width)
        case .flipped: (last - width + 1, 1, -width)
        case .transposed: (0, width, 1)
        case .quarterClockwise: (last - width + 1, -width, 1)
        case .transversed: (last, -width, -1)
        case .quarterCounterclockwise: (width - 1, width, -1)
        }
    }
}

extension RGBImage {
    /// The picture turned upright.
    ///
    /// - Parameter orientation: what the stored pixels need
    public func turned(_ orientation: ImageOrientation) -> RGBImage {
        guard orientation != .upright else { return self }
        let width = orientation.swapsSides ? self.height : self.width
        let height = orientation.swapsSides ? self.width : self.height
        let (first, right, down) = orientation.walk(width: self.width, height: self.height)
        let turned = [UInt8](unsafeUninitializedCapacity: pixels.count) { target, count in
            pixels.withUnsafeBufferPointer { source in
                var to = 0
                for y in 0..<height {
                    var from = (first + y * down) * 3
                    for _ in 0..<width {
                        target[to] = source[from]
                        target[to + 1] = source[from + 1]
                        target[to + 2] = source[from + 2]
                        to += 3
                        from += right * 3
                    }
                }
            }
            count = pixels.count
        }
        return RGBImage(width: width, height: height, pixels: turned)
    }
}
