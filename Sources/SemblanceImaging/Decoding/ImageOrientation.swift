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
    func walk(width: Int, height: Int) -> (first: Int, right: Int, down: Int) {
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
