import SemblanceCore

/// A picture as a sum of bands, each of half the resolution of the one before (Burt & Adelson 1983), as Karras et al. (arXiv 1710.10196,
/// section 5) take it apart: a binomial filter of 5 × 5, mirrored at the edge; the last level is what is left of the picture itself.
struct LaplacianPyramid {
    /// One band: values of 0 … 255 and differences of such.
    struct Level: Equatable {
        let width: Int
        let height: Int
        /// width · height · 3 values, R, G and B of a pixel together, rows from the top.
        let values: [Float]
    }

    /// From the finest to the coarsest.
    let levels: [Level]

    /// The least side of a level in pixels.
    static let leastSide = 16

    /// The sides of the levels of a square picture, the greatest first; none for one smaller than a level may be.
    static func sides(of side: Int) -> [Int] {
        var (sides, side) = ([Int](), side)
        while side >= leastSide {
            sides.append(side)
            if side % 2 == 1 { break }
            side /= 2
        }
        return sides
    }

    /// - Parameters:
    ///   - image: any picture whose sides can be halved `count` − 1 times
    ///   - count: how many levels are wanted, at least 1
    init(_ image: RGBImage, count: Int) {
        var current = Level(width: image.width, height: image.height, values: image.pixels.map(Float.init))
        var levels: [Level] = []
        for _ in 1..<max(count, 1) {
            let half = current.halved()
            let back = half.doubled()
            levels.append(
                Level(width: current.width, height: current.height, values: zip(current.values, back.values).map { $0 - $1 }))
            current = half
        }
        self.levels = levels + [current]
    }
}

extension LaplacianPyramid.Level {
    private static var taps: [Float] { [1, 4, 6, 4, 1] }

    /// Smoothed, and every second pixel of every second row.
    fileprivate func halved() -> Self {
        let smooth = filtered(scale: 1)
        var halves: [Float] = []
        halves.reserveCapacity(smooth.count / 4)
        for y in stride(from: 0, to: height, by: 2) {
            for x in stride(from: 0, to: width, by: 2) {
                let from = (y * width + x) * 3
                halves.append(contentsOf: smooth[from..<from + 3])
            }
        }
        return Self(width: (width + 1) / 2, height: (height + 1) / 2, values: halves)
    }

    /// Zeros between the pixels, and then smoothed; four times as bright, which makes up for the zeros.
    fileprivate func doubled() -> Self {
        var spread = [Float](repeating: 0, count: 4 * values.count)
        for y in 0..<height {
            for x in 0..<width {
                let (from, to) = ((y * width + x) * 3, (2 * y * 2 * width + 2 * x) * 3)
                for channel in 0..<3 { spread[to + channel] = values[from + channel] }
            }
        }
        let wide = Self(width: 2 * width, height: 2 * height, values: spread)
        return Self(width: wide.width, height: wide.height, values: wide.filtered(scale: 4))
    }

    /// The filter along rows and then along columns.
    private func filtered(scale: Float) -> [Float] {
        let taps = Self.taps.map { $0 / 16 }
        var rows = [Float](repeating: 0, count: values.count)
        var result = rows
        values.withUnsafeBufferPointer { values in
            rows.withUnsafeMutableBufferPointer { rows in
                for (tap, weight) in taps.enumerated() {
                    for x in 0..<width {
                        let source = Self.mirrored(x + tap - 2, width)
                        for y in 0..<height {
                            for channel in 0..<3 {
                                rows[(y * width + x) * 3 + channel] += weight * values[(y * width + source) * 3 + channel]
                            }
                        }
                    }
                }
            }
        }
        rows.withUnsafeBufferPointer { rows in
            result.withUnsafeMutableBufferPointer { result in
                for y in 0..<height {
                    for (tap, weight) in taps.enumerated() {
                        let source = Self.mirrored(y + tap - 2, height) * width * 3
                        for index in 0..<width * 3 { result[y * width * 3 + index] += scale * weight * rows[source + index] }
                    }
                }
            }
        }
        return result
    }

    /// A position beyond the edge, mirrored in the middle of the outermost pixel.
    private static func mirrored(_ position: Int, _ length: Int) -> Int {
        guard length > 1 else { return 0 }
        let period = 2 * (length - 1)
        let within = ((position % period) + period) % period
        return within < length ? within : period - within
    }
}
