import SemblanceCore
import SemblanceImaging
import Testing

@Suite struct ResizeTests {
    /// The same filter written down plainly: both axes at once, in double precision.
    private func reference(_ image: RGBImage, width: Int, height: Int) -> RGBImage {
        func weights(_ source: Int, _ target: Int, _ index: Int) -> [Double] {
            let scale = Double(source) / Double(target)
            let centre = (Double(index) + 0.5) * scale
            let raw = (0..<source).map { max(0, 1 - abs(Double($0) + 0.5 - centre) / max(scale, 1)) }
            let sum = raw.reduce(0, +)
            return raw.map { $0 / sum }
        }
        let columns = (0..<width).map { weights(image.width, width, $0) }
        let rows = (0..<height).map { weights(image.height, height, $0) }
        var result = RGBImage(width: width, height: height)
        for y in 0..<height {
            for x in 0..<width {
                for channel in 0..<3 {
                    var sum = 0.0
                    for (sourceY, row) in rows[y].enumerated() where row > 0 {
                        for (sourceX, column) in columns[x].enumerated() where column > 0 {
                            sum += row * column * Double(image.pixels[(sourceY * image.width + sourceX) * 3 + channel])
                        }
                    }
                    result.pixels[(y * width + x) * 3 + channel] = UInt8(sum.rounded())
                }
            }
        }
        return result
    }

    @Test(
        "pixels are those of the filter's formula, within rounding",
        arguments: [(16, 16), (32, 24), (7, 5), (31, 47), (60, 40), (1, 1), (100, 9)])
    func formula(width: Int, height: Int) {
        let image = Craft.picture(width: 32, height: 24)
        #expect(greatestDifference(image.resized(width: width, height: height), reference(image, width: width, height: height)) <= 1)
    }

    @Test("an image of one colour keeps it", arguments: [(64, 64), (3, 200), (200, 3), (17, 90)])
    func constant(width: Int, height: Int) {
        let image = RGBImage(width: 50, height: 40, red: 255, green: 1, blue: 127)
        #expect(image.resized(width: width, height: height) == RGBImage(width: width, height: height, red: 255, green: 1, blue: 127))
    }

    @Test("a linear ramp stays linear")
    func ramp() {
        var image = RGBImage(width: 128, height: 8)
        for index in image.pixels.indices { image.pixels[index] = UInt8(index / 3 % 128 * 2) }
        let half = image.resized(width: 64, height: 8)
        for x in 1..<63 { #expect(abs(Int(half[x, 4].red) - (4 * x + 1)) <= 1) }
        let double = image.resized(width: 256, height: 8)
        for x in 2..<254 { #expect(abs(Int(double[x, 4].red) - x) <= 1) }
    }

    @Test("a checkerboard becomes grey, without stripes")
    func checkerboard() {
        var image = RGBImage(width: 128, height: 128)
        for y in 0..<128 {
            for x in 0..<128 {
                for channel in 0..<3 { image.pixels[(y * 128 + x) * 3 + channel] = (x + y) % 2 == 0 ? 255 : 0 }
            }
        }
        for side in [64, 50, 31] {
            let small = image.resized(width: side, height: side)
            for y in 1..<(side - 1) {
                for x in 1..<(side - 1) { #expect((118...137).contains(small[x, y].red)) }
            }
        }
    }

    @Test("a mirrored image gives the mirrored result", arguments: [64, 47, 200])
    func symmetry(_ side: Int) {
        let image = DrawnFace(seed: 9).image(size: 128)
        let left = image.mirrored().resized(width: side, height: side)
        #expect(greatestDifference(left, image.resized(width: side, height: side).mirrored()) <= 1)
    }

    @Test("pixels outside the rectangle play no role")
    func rectangle() {
        let image = Craft.picture(width: 60, height: 50)
        let part = PixelRectangle(x: 11, y: 7, width: 33, height: 29)
        #expect(image.resized(width: 20, height: 20, from: part) == image.cropped(to: part).resized(width: 20, height: 20))
        #expect(image.resized(width: 33, height: 29, from: part) == image.cropped(to: part))
    }

    @Test("the centred square is the largest, its odd margin on the right or below")
    func centredSquare() {
        #expect(RGBImage(width: 100, height: 61).centredSquare == PixelRectangle(x: 19, y: 0, width: 61, height: 61))
        #expect(RGBImage(width: 60, height: 101).centredSquare == PixelRectangle(x: 0, y: 20, width: 60, height: 60))
        #expect(RGBImage(width: 8, height: 8).centredSquare == PixelRectangle(x: 0, y: 0, width: 8, height: 8))
    }

    @Test("fitting keeps the proportions")
    func fitting() {
        let fitted = Craft.picture(width: 300, height: 100).fitted(into: 60)
        #expect(fitted.width == 60 && fitted.height == 20)
        #expect(Craft.picture(width: 1000, height: 1).fitted(into: 10).height == 1)
    }
}
