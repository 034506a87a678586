import SemblanceCore

extension RGBImage {
    /// This picture with another one over it, whose top left pixel lies at x, y.
    ///
    /// - Precondition: the other one lies within this one.
    public func pasting(_ image: RGBImage, x: Int, y: Int) -> RGBImage {
        var result = self
        for row in 0..<image.height {
            let to = ((y + row) * width + x) * 3
            let from = row * image.width * 3
            result.pixels.replaceSubrange(to..<(to + image.width * 3), with: image.pixels[from..<(from + image.width * 3)])
        }
        return result
    }
}
