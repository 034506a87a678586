import Foundation
import SemblanceCore
import SemblanceImaging
import Testing

@Suite struct HostileBytesTests {
    @Test("a file that is cut anywhere is refused", arguments: ImageFormat.allCases)
    func cuts(_ format: ImageFormat) throws {
        let picture = Craft.picture(width: 48, height: 40)
        let whole =
            switch format {
            case .jpeg: try ImageEncoding.jpeg(picture)
            case .png: try ImageEncoding.png(picture)
            case .webp: Fixture.lossyWebP
            }
        #expect(throws: Never.self) { try ImageDecoder.decode(whole) }
        for count in stride(from: 12, to: whole.count - 4, by: 7) {
            #expect(errorCode { _ = try ImageDecoder.decode(Array(whole[..<count])) } == .undecodable, "cut at \(count)")
        }
    }

    @Test("no bytes at all are an undecodable image, and no other kind of failure")
    func empty() {
        #expect(errorCode { _ = try ImageDecoder.decode([]) } == .undecodable)
    }

    @Test("random damage never crashes, and gives whole pictures or one of the three refusals")
    func randomDamage() throws {
        let picture = Craft.picture(width: 40, height: 40)
        let files = [
            try ImageEncoding.jpeg(picture), try ImageEncoding.png(picture), Fixture.progressiveJPEG, Fixture.adobeCMYK,
            Fixture.losslessAlphaWebP, Fixture.lossyWebP, Fixture.interlacedAlphaPNG,
            Craft.jpeg(Fixture.greyJPEG, exif: Craft.exif(orientation: 6)),
        ]
        var random = SplitMix64(seed: 11)
        for file in files {
            for _ in 0..<150 {
                var damaged = file
                for _ in 0..<Int.random(in: 1...6, using: &random) {
                    damaged[Int.random(in: 3..<damaged.count, using: &random)] = UInt8.random(in: 0...255, using: &random)
                }
                do {
                    let image = try ImageDecoder.decode(damaged, limits: ImageLimits(maximumPixels: 1_000_000))
                    #expect(image.pixels.count == image.width * image.height * 3)
                } catch let error as SemblanceError {
                    #expect([.undecodable, .unsupported, .tooLarge].contains(error.code), "\(error.debugDescription)")
                }
            }
        }
    }

    @Test("a flipped checksum in a PNG is noticed")
    func checksum() throws {
        var bytes = try ImageEncoding.png(Craft.picture(width: 24, height: 24))
        // IEND takes 12 bytes; the checksum of the pixel data stands right before it.
        bytes[bytes.count - 13] ^= 1
        #expect(errorCode { _ = try ImageDecoder.decode(bytes) } == .undecodable)
    }

    @Test("headers that claim too many pixels are refused before memory is taken")
    func bombs() throws {
        let jpeg = try ImageEncoding.jpeg(RGBImage(width: 16, height: 16))
        let bombs = [
            Craft.pngHeader(width: 30_000, height: 30_000), Craft.pngHeader(width: 2_000_000_000, height: 2_000_000_000),
            Craft.jpeg(jpeg, claimingWidth: 65_000, height: 64_000), Craft.jpeg(jpeg, claimingWidth: 65_535, height: 65_535),
        ]
        // The smallest of them would take 2.7 GB every time; other tests of this process may take memory now and then.
        let growths = try (0..<4).map { _ in
            let before = try peakMemory()
            for bomb in bombs { #expect(errorCode { _ = try ImageDecoder.decode(bomb) } == .tooLarge) }
            return try peakMemory() - before
        }
        #expect(try #require(growths.min()) < 1_500_000)
    }

    @Test("limits are the caller's")
    func limits() throws {
        let bytes = try ImageEncoding.png(Craft.picture(width: 40, height: 20))
        #expect(errorCode { _ = try ImageDecoder.decode(bytes, limits: ImageLimits(maximumPixels: 799)) } == .tooLarge)
        #expect(errorCode { _ = try ImageDecoder.decode(bytes, limits: ImageLimits(maximumBytes: bytes.count - 1)) } == .tooLarge)
        #expect(errorCode { _ = try ImageDecoder.decode(bytes, limits: ImageLimits(minimumSide: 21)) } == .undecodable)
        #expect(throws: Never.self) {
            try ImageDecoder.decode(bytes, limits: ImageLimits(maximumBytes: bytes.count, maximumPixels: 800, minimumSide: 20))
        }
    }

    @Test("a side below 16 pixels is refused", arguments: [(15, 400), (400, 15), (1, 1)])
    func tooSmall(width: Int, height: Int) throws {
        let bytes = try ImageEncoding.png(RGBImage(width: width, height: height))
        let error = #expect(throws: SemblanceError.self) { try ImageDecoder.decode(bytes) }
        #expect(error?.code == .undecodable)
        #expect(error?.message.contains("\(width) × \(height) pixels are too few") == true)
    }

    @Test("a progressive JPEG of endless scans is refused")
    func scanBomb() throws {
        let file = Fixture.progressiveJPEG
        let scan = try #require(file.indices.dropLast().last { file[$0] == 0xff && file[$0 + 1] == 0xda })
        let lastScan = file[scan..<(file.count - 2)]
        func repeated(_ count: Int) -> [UInt8] {
            file[..<scan] + (0..<count).flatMap { _ in lastScan } + [0xff, 0xd9]
        }
        #expect(throws: Never.self) { try ImageDecoder.decode(repeated(2)) }
        let error = #expect(throws: SemblanceError.self) { try ImageDecoder.decode(repeated(500)) }
        #expect(error?.code == .undecodable)
        #expect(error?.message.contains("scans") == true)
    }

    @Test("profiles and texts in a PNG are skipped unread", arguments: ["iCCP", "zTXt", "tEXt", "iTXt"])
    func metadata(_ name: String) throws {
        let picture = Craft.picture(width: 20, height: 20)
        let plain = try ImageEncoding.png(picture)
        let stuffed = Craft.png(plain, adding: name, Array("name\0\0".utf8) + [UInt8](repeating: 0x41, count: 3 << 20))
        #expect(try ImageDecoder.decode(stuffed) == picture)
    }

    @Test("thousands of chunks of metadata cost nothing much")
    func manyChunks() throws {
        let picture = Craft.picture(width: 20, height: 20)
        let plain = try ImageEncoding.png(picture)
        let chunks = (0..<20_000).flatMap { _ in Craft.pngChunk("abCd", [1]) }
        #expect(try ImageDecoder.decode(Array(plain[..<33]) + chunks + Array(plain[33...])) == picture)
    }

    @Test("an animated WebP is refused")
    func animation() {
        let file = Craft.webp(Fixture.losslessAlphaWebP, flags: 0x02, chunks: [("ANIM", [0, 0, 0, 0, 0, 0])])
        let error = #expect(throws: SemblanceError.self) { try ImageDecoder.decode(file) }
        #expect(error?.code == .unsupported)
        #expect(error?.message.contains("animated") == true)
    }

    @Test(
        "other files are told apart from images by their first bytes",
        arguments: [
            ("GIF89a", "a GIF"), ("BM....", "a BMP"), ("II*\0....", "a TIFF"), ("%PDF-1.7", "a PDF"), ("<svg xmlns=", "an SVG"),
            ("<!DOCTYPE html>", "an HTML page"), ("....ftypheic", "a HEIC"), ("....ftypavif", "an AVIF"), ("hello, world", "this is not"),
        ])
    func foreign(content: String, look: String) {
        let error = #expect(throws: SemblanceError.self) { try ImageDecoder.decode(Array(content.utf8)) }
        #expect(error?.code == .unsupported)
        #expect(error?.message.contains(look) == true)
    }

    /// The most address space this process has taken so far, in kilobytes.
    private func peakMemory() throws -> Int {
        let status = try String(contentsOfFile: "/proc/self/status", encoding: .utf8)
        let line = try #require(status.split(separator: "\n").first { $0.hasPrefix("VmPeak:") })
        return try #require(line.split(whereSeparator: \.isWhitespace).dropFirst().first.flatMap { Int($0) })
    }
}
