import SemblanceCore
import Testing

@testable import SemblanceImaging

@Suite("Whether the edges of one picture follow those of another")
struct EdgeCorrelationTests {
    private func changed(_ image: RGBImage, _ change: (Int) -> Int) -> RGBImage {
        RGBImage(width: image.width, height: image.height, pixels: image.pixels.map { UInt8(min(max(change(Int($0)), 0), 255)) })
    }

    private func gray(_ width: Int, _ height: Int, _ values: [UInt8]) -> RGBImage {
        RGBImage(width: width, height: height, pixels: values.flatMap { [$0, $0, $0] })
    }

    @Test(
        "A picture's own do; so do those of a brighter or paler copy; those of its negative are the opposite", arguments: [16, 33, 64, 200])
    func copies(side: Int) {
        let picture = changed(PictureSignatureTests.spots(seed: 3, side: side)) { 60 + $0 / 2 }
        #expect(abs(picture.edgeCorrelation(with: picture) - 1) < 1e-5)
        #expect(abs(picture.edgeCorrelation(with: changed(picture) { $0 + 40 }) - 1) < 1e-5)
        #expect(abs(picture.edgeCorrelation(with: changed(picture) { $0 / 2 }) - 1) < 0.01)
        #expect(abs(picture.edgeCorrelation(with: changed(picture) { 255 - $0 }) + 1) < 1e-5)
    }

    @Test("Other pictures' do not, and a blank page has none")
    func others() {
        let pictures = (1...6).map { PictureSignatureTests.spots(seed: $0, side: 64) }
        for (first, second) in zip(pictures, pictures.dropFirst()) { #expect(abs(first.edgeCorrelation(with: second)) < 0.4) }
        let blank = RGBImage(width: 64, height: 64, red: 200, green: 150, blue: 120)
        #expect(blank.edgeCorrelation(with: pictures[0]) == 0)
        #expect(pictures[0].edgeCorrelation(with: blank) == 0)
        #expect(blank.edgeCorrelation(with: blank) == 0)
    }

    @Test("Four pixels by hand: differences of neighbours, each colour alike")
    func byHand() {
        // Down: 2, 4 and 1, 5. Right: 1, 3 and 3, 7.
        let (own, other) = (gray(2, 2, [10, 11, 12, 15]), gray(2, 2, [20, 23, 21, 28]))
        let expected = Float(2 + 20 + 3 + 21) / (Float(4 + 16 + 1 + 9) * Float(1 + 25 + 9 + 49)).squareRoot()
        #expect(abs(own.edgeCorrelation(with: other) - expected) < 1e-6)
    }

    @Test("Halves count four times and quarters sixteen times: what two pictures share there outweighs opposite stripes")
    func scales() {
        // Left dark and right light, with stripes of a pixel that are opposite in the two pictures.
        func striped(_ stripe: Int) -> RGBImage {
            gray(16, 16, (0..<256).map { UInt8(($0 % 16 < 8 ? 60 : 160) + ($0 % 2 == 0 ? stripe : -stripe)) })
        }
        // In each of 16 rows 14 differences of ±40, and one of 140 or 60 in the middle; in each of 8 and of 4 rows one of 100.
        let coarse: Float = 4 * 8 * 10_000 + 16 * 4 * 10_000
        let own = 16 * (14 * 1600 + 140 * 140) + coarse
        let others = 16 * (14 * 1600 + 60 * 60) + coarse
        let both = 16 * (-14 * 1600 + 140 * 60) + coarse
        #expect(abs(striped(20).edgeCorrelation(with: striped(-20)) - both / (own * others).squareRoot()) < 1e-5)
    }

    @Test("Pictures of 128 pixels and more are compared in half the size: stripes of one pixel are lost in them")
    func large() {
        let picture = PictureSignatureTests.spots(seed: 5, side: 128)
        func striped(_ stripe: Int) -> RGBImage {
            RGBImage(
                width: 128, height: 128,
                pixels: picture.pixels.enumerated().map { index, value in
                    UInt8(min(max(Int(value) / 2 + 60 + (index / 3 % 2 == 0 ? stripe : -stripe), 0), 255))
                })
        }
        #expect(striped(30).edgeCorrelation(with: striped(-30)) > 0.99)
    }
}
