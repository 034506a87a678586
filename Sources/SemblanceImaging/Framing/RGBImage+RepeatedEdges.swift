import SemblanceCore

extension RGBImage {
    /// A square of the image at another size, by the one resize. Where it reaches beyond the image, the nearest pixel of the edge goes on.
    ///
    /// - Parameters:
    ///   - side: the new side, at least 1
    ///   - rectangle: a square, wherever it lies
    public func resizedRepeatingEdges(side: Int, from rectangle: PixelRectangle) -> RGBImage {
        let isWithin =
            rectangle.x >= 0 && rectangle.y >= 0 && rectangle.x + rectangle.width <= width && rectangle.y + rectangle.height <= height
        if isWithin { return resized(width: side, height: side, from: rectangle) }
        return croppedRepeatingEdges(to: rectangle).resized(width: side, height: side)
    }

    private func croppedRepeatingEdges(to part: PixelRectangle) -> RGBImage {
        let columns = (part.x..<(part.x + part.width)).map { min(max($0, 0), width - 1) * 3 }
        var result: [UInt8] = []
        result.reserveCapacity(part.width * part.height * 3)
        pixels.withUnsafeBufferPointer { pixels in
            for y in part.y..<(part.y + part.height) {
                let row = min(max(y, 0), height - 1) * width * 3
                for column in columns { result.append(contentsOf: pixels[(row + column)..<(row + column + 3)]) }
            }
        }
        return RGBImage(width: part.width, height: part.height, pixels: result)
    }
}
