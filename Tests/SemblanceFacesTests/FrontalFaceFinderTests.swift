import SemblanceCore
import SemblanceFaces
import SemblanceImaging
import SemblanceTestSupport
import Testing

@Suite("Finding faces") struct FrontalFaceFinderTests {
    private static let finder = FrontalFaceFinder()

    @Test("what is no face is none, at any shape", arguments: [(640, 480), (16, 16), (1, 1), (16, 20_000), (3000, 20)])
    func nothing(width: Int, height: Int) throws {
        #expect(try Self.finder.faces(in: RGBImage(width: width, height: height, red: 190, green: 180, blue: 170)).isEmpty)
    }

    @Test("a blank picture falls back to its middle, and the count says so")
    func blank() throws {
        let preprocessor = try Preprocessor(Preprocessing(resolution: 32, crop: .face), faces: Self.finder)
        let photo = try preprocessor.photo(of: RGBImage(width: 90, height: 60, red: 10, green: 200, blue: 30))
        #expect(photo == PreparedPhoto(image: RGBImage(width: 32, height: 32, red: 10, green: 200, blue: 30), faces: 0))
    }

    @Test("the frame of a drawn face is the same wherever the face is and however large", arguments: [(64, 20), (200, 90), (380, 10)])
    func frames(size: Int, x: Int) throws {
        let face = DrawnFace(seed: 9)
        let alone = try #require(try Self.finder.faces(in: face.image(size: 128)).first)
        let scene = RGBImage(width: size * 2, height: size + 40, red: 120, green: 130, blue: 140)
        let found = try #require(try Self.finder.faces(in: scene.pasting(face.image(size: size), x: x, y: 30)).first)
        let scale = Double(size) / 128
        #expect(abs(found.side / scale / alone.side - 1) < 0.1)
        #expect(abs((found.centreX - Double(x)) / scale - alone.centreX) < 128 * 0.05)
        #expect(abs((found.centreY - 30) / scale - alone.centreY) < 128 * 0.05)
    }

    @Test("drawn faces are found where they were drawn")
    func drawn() throws {
        var found = 0
        for seed in UInt64(0)..<24 {
            let scene = RGBImage(width: 500, height: 400, red: 120, green: 130, blue: 140)
                .pasting(DrawnFace(seed: seed).image(size: 200), x: 230, y: 110)
            let boxes = try Self.finder.faces(in: scene)
            #expect(boxes.count <= 1)
            guard let box = boxes.first else { continue }
            found += 1
            #expect(abs(box.centreX - 330) < 20 && abs(box.centreY - 228) < 20 && (90..<140).contains(box.side))
        }
        // Some have hair down to the eyes.
        #expect(found >= 18)
    }
}
