import SemblanceCore
import SemblanceEvaluation
import SemblanceImaging
import Testing

@Suite("Changed copies") struct PerturbationTests {
    /// Each pixel says where it is: red is x, green is y.
    private func map(_ width: Int, _ height: Int) -> RGBImage {
        let pixels = (0..<width * height).flatMap { index -> [UInt8] in [UInt8(index % width), UInt8(index / width), 7] }
        return RGBImage(width: width, height: height, pixels: pixels)
    }

    private func expect(_ image: RGBImage, _ place: (Int, Int) -> (Int, Int)) {
        for y in 0..<image.height {
            for x in 0..<image.width {
                let (fromX, fromY) = place(x, y)
                #expect(image[x, y] == (red: UInt8(fromX), green: UInt8(fromY), blue: 7), "at \(x), \(y)")
            }
        }
    }

    @Test("crop5 cuts 5 % off each side, of either length")
    func crop() throws {
        let cropped = try Perturbation.crop5.apply(to: map(40, 20))
        #expect(cropped.width == 36 && cropped.height == 18)
        expect(cropped) { ($0 + 2, $1 + 1) }
    }

    @Test("shift moves right by 3 % and down by 2.5 %, and repeats the edge")
    func shift() throws {
        let shifted = try Perturbation.shift.apply(to: map(100, 40))
        #expect(shifted.width == 100 && shifted.height == 40)
        expect(shifted) { (max($0 - 3, 0), max($1 - 1, 0)) }
    }

    @Test("mirror exchanges left and right")
    func mirror() throws {
        expect(try Perturbation.mirror.apply(to: map(5, 3))) { (4 - $0, $1) }
    }

    @Test("brightness is times 1.2, rounded, at most 255")
    func brightness() throws {
        let pixels: [UInt8] = [0, 1, 2, 3, 100, 212, 213, 254, 255]
        let bright = try Perturbation.brightness.apply(to: RGBImage(width: 3, height: 1, pixels: pixels))
        #expect(bright.pixels == [0, 1, 2, 4, 120, 254, 255, 255, 255])
    }

    @Test("jpeg50 is the picture after a JPEG of quality 50, also where a file so small would be refused")
    func jpeg() throws {
        let face = DrawnFace(seed: 3, picture: 0).image(size: 48)
        let changed = try Perturbation.jpeg50.apply(to: face)
        #expect(changed == (try ImageDecoder.decode(ImageEncoding.jpeg(face, quality: 50))))
        #expect(changed.width == 48 && changed != face)
        let tiny = try Perturbation.jpeg50.apply(to: map(3, 2))
        #expect(tiny.width == 3 && tiny.height == 2)
    }
}
