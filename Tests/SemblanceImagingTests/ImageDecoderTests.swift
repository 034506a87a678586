import Foundation
import SemblanceCore
import SemblanceImaging
import Testing

@Suite struct ImageDecoderTests {
    @Test("a PNG comes back as it was written")
    func pngRoundTrip() throws {
        let image = Craft.picture(width: 37, height: 23)
        let bytes = try ImageEncoding.png(image)
        #expect(try ImageDecoder.decode(bytes) == image)
        let info = try ImageDecoder.info(of: bytes)
        #expect(info.format == .png && info.width == 37 && info.height == 23 && info.orientation == .upright)
    }

    @Test("a JPEG comes back nearly as it was written, and nearer at a higher quality")
    func jpegRoundTrip() throws {
        let image = DrawnFace(seed: 4).image(size: 96)
        let fine = try ImageEncoding.jpeg(image, quality: 98)
        let coarse = try ImageEncoding.jpeg(image, quality: 40)
        #expect(coarse.count < fine.count / 2)
        let fineError = meanDifference(try ImageDecoder.decode(fine), image)
        #expect(fineError < 1.5)
        #expect(fineError < meanDifference(try ImageDecoder.decode(coarse), image))
    }

    @Test("a quality outside 1 to 100 is refused", arguments: [0, 101, -5])
    func badQuality(_ quality: Int) {
        #expect(errorCode { _ = try ImageEncoding.jpeg(RGBImage(width: 16, height: 16), quality: quality) } == .invalidArgument)
    }

    @Test("an image without pixels cannot be written")
    func nothingToWrite() {
        #expect(errorCode { _ = try ImageEncoding.png(RGBImage(width: 0, height: 4)) } == .invalidArgument)
    }

    @Test(
        "every colour layout gives the same red and blue",
        arguments: [
            Fixture.adobeCMYK, Fixture.plainCMYK, Fixture.progressiveJPEG, Fixture.lossyWebP, Fixture.rgb16PNG, Fixture.palettePNG,
        ])
    func colorLayouts(_ bytes: [UInt8]) throws {
        let image = try ImageDecoder.decode(bytes)
        #expect(image.width == 16 && image.height == 16)
        for y in [1, 8, 14] {
            expect(image[2, y], 200, 40, 50, within: 14)
            expect(image[13, y], 30, 60, 180, within: 14)
        }
    }

    @Test("grey and black and white come out as grey")
    func grey() throws {
        let grey = try ImageDecoder.decode(Fixture.greyJPEG)
        expect(grey[2, 3], 50, 50, 50, within: 3)
        expect(grey[13, 3], 200, 200, 200, within: 3)
        let oneBit = try ImageDecoder.decode(Fixture.oneBitPNG)
        expect(oneBit[2, 3], 0, 0, 0)
        expect(oneBit[13, 3], 255, 255, 255)
    }

    @Test("alpha is flattened onto white", arguments: [Fixture.alphaPNG, Fixture.interlacedAlphaPNG, Fixture.losslessAlphaWebP])
    func alpha(_ bytes: [UInt8]) throws {
        let image = try ImageDecoder.decode(bytes)
        for x in 0..<16 {
            for y in 8..<16 { expect(image[x, y], 255, 255, 255) }
        }
        expect(image[0, 0], 200, 40, 50)
        expect(image[7, 7], 200, 40, 50)
        expect(image[8, 0], 30, 60, 180)
        expect(image[15, 7], 30, 60, 180)
    }

    @Test("transparency of grey and of palettes is flattened, too")
    func otherAlpha() throws {
        let grey = try ImageDecoder.decode(Fixture.greyAlphaPNG)
        expect(grey[2, 2], 50, 50, 50)
        expect(grey[2, 12], 255, 255, 255)
        let palette = try ImageDecoder.decode(Fixture.paletteAlphaPNG)
        expect(palette[2, 2], 200, 40, 50)
        expect(palette[12, 2], 255, 255, 255)
    }

    @Test("bytes behind a whole JPEG are ignored")
    func trailingBytes() throws {
        let bytes = try ImageEncoding.jpeg(Craft.picture(width: 32, height: 32))
        #expect(try ImageDecoder.decode(bytes + Array("PK\u{3}\u{4} and more".utf8)) == ImageDecoder.decode(bytes))
    }

    @Test(
        "a large JPEG is decoded smaller, but never below twice what is wanted",
        arguments: [(64, 4), (65, 8), (32, 2), (16, 1), (200, 8)])
    func reducedDecoding(wanted: Int, eighths: Int) throws {
        let bytes = try ImageEncoding.jpeg(DrawnFace(seed: 1).image(size: 256).resized(width: 300, height: 256))
        let image = try ImageDecoder.decode(bytes, squareSide: wanted)
        #expect(image.width == (300 * eighths + 7) / 8 && image.height == 256 * eighths / 8)
        let full = try ImageDecoder.decode(bytes)
        #expect(full.width == 300 && full.height == 256)
        #expect(meanDifference(image, full.resized(width: image.width, height: image.height)) < 4)
    }

    @Test("messages name what was wrong, and callers can add the file")
    func messages() {
        let error = #expect(throws: SemblanceError.self) { try ImageDecoder.decode(Array("GIF89a....".utf8)) }
        #expect(error?.message == "this is a GIF, not a JPEG, PNG or WebP image")
        #expect(error?.naming("a\nb.gif").description.hasPrefix("a\\x0ab.gif: this is a GIF") == true)
    }

    private func expect(
        _ pixel: (red: UInt8, green: UInt8, blue: UInt8), _ red: Int, _ green: Int, _ blue: Int, within tolerance: Int = 0,
        sourceLocation: SourceLocation = #_sourceLocation
    ) {
        let difference = max(abs(Int(pixel.red) - red), abs(Int(pixel.green) - green), abs(Int(pixel.blue) - blue))
        #expect(difference <= tolerance, "\(pixel) is not (\(red), \(green), \(blue))", sourceLocation: sourceLocation)
    }
}
