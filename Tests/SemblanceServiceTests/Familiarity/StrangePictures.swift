import SemblanceCore

@testable import SemblanceImaging

/// Pictures that no corpus of faces has: what has to be unfamiliar to a model of them.
enum StrangePictures {
    /// Pages of one colour.
    static let blanks: [RGBImage] = {
        let greys = ([0, 16, 64, 128, 192, 240, 255] as [UInt8]).map { ($0, $0, $0) }
        let colours: [(UInt8, UInt8, UInt8)] = [
            (255, 0, 0), (0, 255, 0), (0, 0, 255), (250, 245, 230), (200, 150, 120), (40, 60, 120), (90, 140, 80),
        ]
        return (greys + colours).map { RGBImage(width: 128, height: 128, red: $0.0, green: $0.1, blue: $0.2) }
    }()

    /// Noise of every pixel for itself and of larger blocks, in colours, in greys, in black and white, and bell-shaped.
    static let noises: [RGBImage] = {
        var random = SplitMix64(seed: 21)
        func byte() -> UInt8 { UInt8(truncatingIfNeeded: random.next()) }
        let kinds: [() -> [UInt8]] = [
            { [byte(), byte(), byte()] }, { [UInt8](repeating: byte(), count: 3) },
            { [UInt8](repeating: byte() < 128 ? 0 : 255, count: 3) },
            { random.normal(count: 3).map { UInt8(min(max(128 + 50 * $0, 0), 255)) } },
        ]
        return [64, 128, 256].flatMap { side in
            kinds.flatMap { pixel in
                (0..<4).map { _ in RGBImage(width: side, height: side, pixels: (0..<(side * side)).flatMap { _ in pixel() }) }
            }
        }
    }()

    /// Pages of print, black on white and white on black, in several sizes: lines of words of random letters.
    static let pages: [RGBImage] = [1, 2, 3, 4, 6].flatMap { size in
        [false, true].flatMap { isInverted in (0..<4).map { page(size: size, isInverted: isInverted, seed: UInt64(size * 8 + $0)) } }
    }

    /// A page of 384 × 512 pixels.
    private static func page(size: Int, isInverted: Bool, seed: UInt64) -> RGBImage {
        var random = SplitMix64(seed: seed)
        let (paper, ink): (UInt8, UInt8) = isInverted ? (12, 236) : (255, 18)
        var page = RGBImage(width: 384, height: 512, red: paper, green: paper, blue: paper)
        let (margin, advance, line) = (24, BitmapFont.advance * size, (BitmapFont.height + 3) * size)
        for top in stride(from: margin, to: 512 - margin - line, by: line) {
            // The last line of a paragraph is shorter.
            let end = random.next() % 8 == 0 ? 192 : 384 - margin - advance
            for left in stride(from: margin, to: end, by: advance) where random.next() % 6 != 0 {
                let letter = Character(UnicodeScalar(UInt8(97 + random.next() % 26)))
                for y in 0..<(BitmapFont.height * size) {
                    for x in 0..<(BitmapFont.width * size) where BitmapFont.isSet(letter, x: x / size, y: y / size) {
                        let index = ((top + y) * 384 + left + x) * 3
                        for channel in 0..<3 { page.pixels[index + channel] = ink }
                    }
                }
            }
        }
        return page
    }
}
