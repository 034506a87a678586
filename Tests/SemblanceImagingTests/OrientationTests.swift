import SemblanceCore
import SemblanceImaging
import Testing

@Suite struct OrientationTests {
    /// What a camera stores so that `orientation` turns it back: every turn undoes itself but the two quarters, which undo each
    /// other.
    private func stored(_ upright: RGBImage, for orientation: ImageOrientation) -> RGBImage {
        switch orientation {
        case .quarterClockwise: upright.turned(.quarterCounterclockwise)
        case .quarterCounterclockwise: upright.turned(.quarterClockwise)
        default: upright.turned(orientation)
        }
    }

    @Test("a turn puts known corners where EXIF says", arguments: ImageOrientation.allCases)
    func corners(_ orientation: ImageOrientation) {
        // Stored 3 × 2: a b c / d e f, as the values of the red channel.
        let image = RGBImage(width: 3, height: 2, pixels: [1, 2, 3, 4, 5, 6].flatMap { [$0, 0, 0] as [UInt8] })
        let expected: [UInt8] =
            switch orientation {
            case .upright: [1, 2, 3, 4, 5, 6]
            case .mirrored: [3, 2, 1, 6, 5, 4]
            case .upsideDown: [6, 5, 4, 3, 2, 1]
            case .flipped: [4, 5, 6, 1, 2, 3]
            case .transposed: [1, 4, 2, 5, 3, 6]
            case .quarterClockwise: [4, 1, 5, 2, 6, 3]
            case .transversed: [6, 3, 5, 2, 4, 1]
            case .quarterCounterclockwise: [3, 6, 2, 5, 1, 4]
            }
        let turned = image.turned(orientation)
        #expect(turned.width == (orientation.swapsSides ? 2 : 3))
        #expect(stride(from: 0, to: 18, by: 3).map { turned.pixels[$0] } == expected)
    }

    @Test("the EXIF of a PNG is obeyed", arguments: ImageOrientation.allCases)
    func png(_ orientation: ImageOrientation) throws {
        let upright = Craft.picture(width: 40, height: 24)
        let plain = try ImageEncoding.png(stored(upright, for: orientation))
        let bytes = Craft.png(plain, adding: "eXIf", Craft.exif(orientation: orientation.rawValue))
        #expect(try ImageDecoder.decode(bytes) == upright)
        let info = try ImageDecoder.info(of: bytes)
        #expect(info.orientation == orientation && info.width == 40 && info.height == 24)
    }

    @Test("the EXIF of a JPEG is obeyed in either byte order", arguments: ImageOrientation.allCases, [true, false])
    func jpeg(_ orientation: ImageOrientation, littleEndian: Bool) throws {
        let upright = Craft.corners(width: 64, height: 32)
        let plain = try ImageEncoding.jpeg(stored(upright, for: orientation))
        let exif = Craft.exif(orientation: orientation.rawValue, littleEndian: littleEndian)
        let image = try ImageDecoder.decode(Craft.jpeg(plain, exif: exif))
        #expect(greatestDifference(image, upright) < 12)
    }

    @Test("the EXIF of a WebP is obeyed, with and without its preamble", arguments: ["", "Exif\0\0"])
    func webp(_ preamble: String) throws {
        let exif = Array(preamble.utf8) + Craft.exif(orientation: 2)
        let file = Craft.webp(Fixture.lossyWebP, flags: 0x08, chunks: [("EXIF", exif)])
        let plain = try ImageDecoder.decode(Fixture.lossyWebP)
        #expect(try ImageDecoder.decode(file) == plain.mirrored())
    }

    @Test("an invalid orientation is ignored", arguments: [0, 9, 99, 65_535])
    func invalid(_ value: Int) throws {
        let plain = try ImageEncoding.jpeg(Craft.corners(width: 64, height: 32))
        #expect(try ImageDecoder.decode(Craft.jpeg(plain, exif: Craft.exif(orientation: value))) == ImageDecoder.decode(plain))
    }

    @Test("EXIF that is cut or points outside itself is ignored")
    func damagedExif() throws {
        let plain = try ImageEncoding.jpeg(Craft.corners(width: 64, height: 32))
        let upright = try ImageDecoder.decode(plain)
        let exif = Craft.exif(orientation: 6)
        // Up to the entry of the orientation, which ends at byte 34.
        for count in 0..<34 {
            #expect(try ImageDecoder.decode(Craft.jpeg(plain, exif: Array(exif[..<count]))) == upright)
        }
        for offset in [9, 0x7fff_ffff, 0xffff_ffff, 0xffff_fffe] {
            var pointing = exif
            pointing.replaceSubrange(4..<8, with: Craft.bigEndian(offset, 4))
            #expect(try ImageDecoder.decode(Craft.jpeg(plain, exif: pointing)) == upright)
        }
    }
}
