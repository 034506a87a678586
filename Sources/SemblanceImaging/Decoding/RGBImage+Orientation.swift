import SemblanceCore

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
