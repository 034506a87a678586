import SemblanceCore

extension RGBImage {
    /// The largest centred square; an odd margin has its greater part on the right or below.
    public var centredSquare: PixelRectangle {
        let side = min(width, height)
        return PixelRectangle(x: (width - side) / 2, y: (height - side) / 2, width: side, height: side)
    }

    /// A part of the image.
    ///
    /// - Precondition: the rectangle lies within the image.
    public func cropped(to rectangle: PixelRectangle) -> RGBImage {
        checkContains(rectangle)
        var part: [UInt8] = []
        part.reserveCapacity(rectangle.width * rectangle.height * 3)
        for y in rectangle.y..<(rectangle.y + rectangle.height) {
            let start = (y * width + rectangle.x) * 3
            part.append(contentsOf: pixels[start..<(start + rectangle.width * 3)])
        }
        return RGBImage(width: rectangle.width, height: rectangle.height, pixels: part)
    }

    /// The image, or a part of it, at another size: the one antialiased resize that Semblance uses everywhere.
    ///
    /// A triangle filter, its support widened by the factor that an axis shrinks by (see `ResizeWeights`), first along rows and
    /// then along columns, in fixed-point numbers with 8-bit pixels between the two. Work grows with the pixels of the larger
    /// side of the two.
    ///
    /// - Parameters:
    ///   - width: the new width, at least 1
    ///   - height: the new height, at least 1
    ///   - rectangle: the part that is wanted; all of it where nil. Pixels outside play no role
    /// - Precondition: the rectangle lies within the image and is not empty.
    public func resized(width: Int, height: Int, from rectangle: PixelRectangle? = nil) -> RGBImage {
        precondition(width > 0 && height > 0, "an image has at least one pixel")
        let part = rectangle ?? PixelRectangle(x: 0, y: 0, width: self.width, height: self.height)
        checkContains(part)
        if part.width == width && part.height == height { return cropped(to: part) }
        let columns = ResizeWeights(source: part.width, target: width)
        let rows = ResizeWeights(source: part.height, target: height)
        let narrowed = shrinkRows(of: part, by: columns, to: width)
        return RGBImage(width: width, height: height, pixels: RGBImage.blendRows(narrowed, rowBytes: width * 3, by: rows, to: height))
    }

    private func checkContains(_ part: PixelRectangle) {
        precondition(
            part.x >= 0 && part.y >= 0 && part.width > 0 && part.height > 0 && part.x + part.width <= width
                && part.y + part.height <= height, "a rectangle within the image")
    }

    /// Resizes each row of `part`; the height stays.
    private func shrinkRows(of part: PixelRectangle, by weights: ResizeWeights, to target: Int) -> [UInt8] {
        let byteCount = target * part.height * 3
        return [UInt8](unsafeUninitializedCapacity: byteCount) { result, initializedCount in
            initializedCount = byteCount
            guard let output = result.baseAddress else { return }
            pixels.withUnsafeBufferPointer { pixels in
                weights.withPointers { starts, counts, shares in
                    guard let base = pixels.baseAddress else { return }
                    var to = output
                    for y in 0..<part.height {
                        let row = base + ((part.y + y) * width + part.x) * 3
                        for x in 0..<target {
                            var from = row + Int(starts[x]) * 3
                            let share = shares + x * weights.stride
                            var red = ResizeWeights.half
                            var green = ResizeWeights.half
                            var blue = ResizeWeights.half
                            for tap in 0..<Int(counts[x]) {
                                red &+= Int32(from[0]) &* share[tap]
                                green &+= Int32(from[1]) &* share[tap]
                                blue &+= Int32(from[2]) &* share[tap]
                                from += 3
                            }
                            to[0] = ResizeWeights.pixel(red)
                            to[1] = ResizeWeights.pixel(green)
                            to[2] = ResizeWeights.pixel(blue)
                            to += 3
                        }
                    }
                }
            }
        }
    }

    /// Resizes along columns: every new row is a weighted sum of whole old ones.
    private static func blendRows(_ source: [UInt8], rowBytes: Int, by weights: ResizeWeights, to target: Int) -> [UInt8] {
        let byteCount = rowBytes * target
        var sums = [Int32](repeating: 0, count: rowBytes)
        return [UInt8](unsafeUninitializedCapacity: byteCount) { result, initializedCount in
            initializedCount = byteCount
            guard let output = result.baseAddress else { return }
            source.withUnsafeBufferPointer { source in
                sums.withUnsafeMutableBufferPointer { sums in
                    weights.withPointers { starts, counts, shares in
                        guard let base = source.baseAddress, let sum = sums.baseAddress else { return }
                        for y in 0..<target {
                            for x in 0..<rowBytes { sum[x] = ResizeWeights.half }
                            for tap in 0..<Int(counts[y]) {
                                let share = shares[y * weights.stride + tap]
                                let row = base + (Int(starts[y]) + tap) * rowBytes
                                for x in 0..<rowBytes { sum[x] &+= Int32(row[x]) &* share }
                            }
                            let to = output + y * rowBytes
                            for x in 0..<rowBytes { to[x] = ResizeWeights.pixel(sum[x]) }
                        }
                    }
                }
            }
        }
    }
}

extension ResizeWeights {
    /// What rounding starts a sum with.
    fileprivate static let half: Int32 = 1 << (fractionBits - 1)

    /// The pixel of a sum.
    @inline(__always)
    fileprivate static func pixel(_ sum: Int32) -> UInt8 {
        UInt8(truncatingIfNeeded: min(max(sum >> fractionBits, 0), 255))
    }

    fileprivate func withPointers(
        _ body: (_ starts: UnsafePointer<Int32>, _ counts: UnsafePointer<Int32>, _ shares: UnsafePointer<Int32>) -> Void
    ) {
        starts.withUnsafeBufferPointer { starts in
            counts.withUnsafeBufferPointer { counts in
                shares.withUnsafeBufferPointer { shares in
                    guard let start = starts.baseAddress, let count = counts.baseAddress, let share = shares.baseAddress else { return }
                    body(start, count, share)
                }
            }
        }
    }
}
