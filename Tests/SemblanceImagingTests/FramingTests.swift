import SemblanceCore
import SemblanceImaging
import SemblanceTestSupport
import Testing

@Suite("Framing faces") struct FramingTests {
    private let scene = Craft.picture(width: 300, height: 200)

    private func preprocessor(_ faces: [FaceBox], resolution: Int = 32) throws -> Preprocessor {
        try Preprocessor(Preprocessing(resolution: resolution, crop: .face), faces: PlacedFaces([300: faces]))
    }

    @Test("the frame is 1.6 boxes wide, with the box in its lower part")
    func geometry() throws {
        let frame = FaceFrame.rectangle(of: FaceBox(centreX: 150, centreY: 110, side: 50))
        // 50 × 1.6 = 80; the middle lies 80 × 0.125 = 10 above that of the box.
        #expect(frame == PixelRectangle(x: 110, y: 60, width: 80, height: 80))
        let photo = try preprocessor([FaceBox(centreX: 150, centreY: 110, side: 50)]).photo(of: scene)
        #expect(photo.image == scene.resized(width: 32, height: 32, from: frame) && photo.faces == 1)
    }

    @Test("of several faces the largest is taken, and all are counted")
    func largest() throws {
        let small = FaceBox(centreX: 60, centreY: 100, side: 30)
        let large = FaceBox(centreX: 220, centreY: 100, side: 40)
        for faces in [[small, large], [large, small]] {
            let photo = try preprocessor(faces).photo(of: scene)
            #expect(photo.faces == 2)
            #expect(photo.image == scene.resized(width: 32, height: 32, from: FaceFrame.rectangle(of: large)))
        }
    }

    @Test("without a face it is the middle, and the count says so")
    func none() throws {
        let photo = try preprocessor([]).photo(of: scene)
        let middle = try Preprocessor(Preprocessing(resolution: 32)).photo(of: scene)
        #expect(photo.image == middle.image && photo.faces == 0 && middle.faces == nil)
        #expect(try preprocessor([]).prepare(scene) == middle.image)
    }

    @Test("beyond the picture its edges go on", arguments: [(0.0, 0.0), (300, 200), (300, 0), (-30, 100)])
    func edges(x: Double, y: Double) throws {
        let face = FaceBox(centreX: x, centreY: y, side: 40)
        let frame = FaceFrame.rectangle(of: face)
        let photo = try preprocessor([face], resolution: frame.width).photo(of: scene).image
        for row in [0, frame.height / 2, frame.height - 1] {
            for column in [0, frame.width / 2, frame.width - 1] {
                let source = (min(max(frame.y + row, 0), 199) * 300 + min(max(frame.x + column, 0), 299)) * 3
                let target = (row * frame.width + column) * 3
                #expect(photo.pixels[target..<(target + 3)] == scene.pixels[source..<(source + 3)])
            }
        }
    }

    @Test("a picture of the right size is framed like any other")
    func sameSize() throws {
        let face = FaceBox(centreX: 150, centreY: 100, side: 60)
        let picture = Craft.picture(width: 300, height: 300)
        let photo = try preprocessor([face], resolution: 300).photo(of: picture)
        #expect(photo.image == picture.resized(width: 300, height: 300, from: FaceFrame.rectangle(of: face)))
    }

    @Test("a large JPEG keeps the pixels that a face in it needs")
    func decodedSize() throws {
        let bytes = try ImageEncoding.jpeg(DrawnFace(seed: 3).image(size: 2048), quality: 60)
        #expect(try preprocessor([]).decode(bytes).width == 1024)
        #expect(try preprocessor([], resolution: 256).decode(bytes).width == 2048)
        #expect(try Preprocessor(Preprocessing(resolution: 32)).decode(bytes).width == 256)
    }

    @Test("faces that nobody finds are refused before a photo is read")
    func nobody() {
        #expect(errorCode { _ = try Preprocessor(Preprocessing(resolution: 32, crop: .face), faces: nil) } == .incompatible)
    }
}
