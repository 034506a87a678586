import SemblanceCore
import SemblanceImaging
import SemblanceTestSupport
import Testing

@Suite struct PreprocessorTests {
    private let preprocessor: Preprocessor

    init() throws {
        preprocessor = try Preprocessor(Preprocessing(resolution: 64))
    }

    @Test("a file and an upload of the same bytes give the same pixels", arguments: [64, 128, 200, 640])
    func fileAndUpload(_ size: Int) throws {
        let folder = try TemporaryFolder()
        let bytes = try ImageEncoding.jpeg(DrawnFace(seed: 21).image(size: size))
        let path = BytePath(try folder.write(bytes, to: "photo.jpg"))
        let file = try preprocessor.prepare(file: path)
        #expect(file.width == 64 && file.height == 64)
        #expect(try preprocessor.prepare(bytes) == file)
        #expect(try bytes.withUnsafeBytes { try preprocessor.prepare($0) } == file)
        #expect(try preprocessor.prepare(file: path) == file)
    }

    @Test("orientation comes before the crop")
    func orientationFirst() throws {
        // Stored 120 × 40 with the marked square at the left: upright it stands on top, outside the centred square.
        var wide = RGBImage(width: 120, height: 40, red: 0, green: 200, blue: 0)
        for y in 0..<40 {
            for x in 0..<40 { wide.pixels[(y * 120 + x) * 3] = 255 }
        }
        let bytes = Craft.png(try ImageEncoding.png(wide), adding: "eXIf", Craft.exif(orientation: 6))
        #expect(try preprocessor.prepare(bytes) == RGBImage(width: 64, height: 64, red: 0, green: 200, blue: 0))
    }

    @Test("the centred square fills the result")
    func crop() throws {
        let tall = Craft.picture(width: 80, height: 200)
        let expected = tall.cropped(to: PixelRectangle(x: 0, y: 60, width: 80, height: 80)).resized(width: 64, height: 64)
        #expect(try preprocessor.prepare(tall) == expected)
        #expect(try preprocessor.prepare(ImageEncoding.png(tall)) == expected)
    }

    @Test("an image of the right size stays as it is")
    func identity() throws {
        let image = DrawnFace(seed: 2).image(size: 64)
        #expect(try preprocessor.prepare(image) == image)
        #expect(try preprocessor.prepare(preprocessor.prepare(Craft.picture(width: 90, height: 70))).width == 64)
    }

    @Test("a reduced decode looks like a full one")
    func reducedLooksAlike() throws {
        let bytes = try ImageEncoding.jpeg(DrawnFace(seed: 5).image(size: 1024), quality: 95)
        let full = try preprocessor.prepare(ImageDecoder.decode(bytes))
        #expect(meanDifference(try preprocessor.prepare(bytes), full) < 1.5)
    }

    @Test("version 1 gives these pixels; others need a new version")
    func golden() throws {
        var sum: UInt64 = 0xcbf2_9ce4_8422_2325
        for byte in try preprocessor.prepare(Craft.picture(width: 131, height: 97)).pixels {
            sum = (sum ^ UInt64(byte)) &* 0x100_0000_01b3
        }
        #expect(sum == 0xbe20aaa0582321a3)
    }

    @Test("steps of another version are refused")
    func version() {
        #expect(errorCode { _ = try Preprocessor(Preprocessing(resolution: 64, version: 2)) } == .incompatible)
    }

    @Test("a resolution without sense is refused", arguments: [0, -64, 4097])
    func resolution(_ resolution: Int) {
        #expect(errorCode { _ = try Preprocessor(Preprocessing(resolution: resolution)) } == .invalidArgument)
    }

    @Test("errors name the file, control characters escaped")
    func names() throws {
        let folder = try TemporaryFolder()
        let path = BytePath(try folder.write(Array("not an image".utf8), to: "a\tb.jpg"))
        let error = #expect(throws: SemblanceError.self) { try preprocessor.prepare(file: path) }
        #expect(error?.code == .unsupported)
        #expect(error?.message.contains("/a\\x09b.jpg: this is not") == true)
    }

    @Test("photos of a corpus are prepared alike by bytes and by file", .enabled(if: Corpora.has(Corpora.celebaFaces)))
    func photos() throws {
        let corpus = CorpusFolder(BytePath(Corpora.celebaFaces + "/images"))
        for file in try corpus.scan().files.prefix(20) {
            #expect(try preprocessor.prepare(corpus.read(file)) == preprocessor.prepare(file: corpus.path(of: file)))
        }
    }
}
