import SemblanceCore

/// What the header of an image says.
public struct ImageInfo: Sendable, Equatable {
    /// The format, by the first bytes.
    public let format: ImageFormat
    /// Width as stored, in pixels, before the orientation is applied.
    public let storedWidth: Int
    /// Height as stored, in pixels, before the orientation is applied.
    public let storedHeight: Int
    /// How the stored pixels have to be turned.
    public let orientation: ImageOrientation

    /// Width of the upright picture in pixels.
    public var width: Int { orientation.swapsSides ? storedHeight : storedWidth }
    /// Height of the upright picture in pixels.
    public var height: Int { orientation.swapsSides ? storedWidth : storedHeight }

    init(format: ImageFormat, storedWidth: Int, storedHeight: Int, orientation: ImageOrientation) {
        self.format = format
        self.storedWidth = storedWidth
        self.storedHeight = storedHeight
        self.orientation = orientation
    }

    /// Throws `tooLarge` or `undecodable` where the sides are beyond `limits`.
    func check(_ limits: ImageLimits) throws {
        let (pixels, overflow) = storedWidth.multipliedReportingOverflow(by: storedHeight)
        guard !overflow, pixels <= limits.maximumPixels else {
            throw SemblanceError(
                .tooLarge, "\(storedWidth) × \(storedHeight) pixels are more than the limit of \(limits.maximumPixels)",
                advice: "scale the image down")
        }
        guard min(storedWidth, storedHeight) >= limits.minimumSide else {
            throw SemblanceError(
                .undecodable, "\(storedWidth) × \(storedHeight) pixels are too few; each side needs \(limits.minimumSide)")
        }
    }
}
