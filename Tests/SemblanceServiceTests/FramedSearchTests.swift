import Foundation
import SemblanceCore
import SemblanceImaging
import SemblanceStorage
import SemblanceTestSupport
import Testing

@testable import SemblanceService

@Suite("Searching with a model that sees faces cut out of their photos") struct FramedSearchTests {
    /// Pictures are known by their width: where each has its faces.
    private static let faces = PlacedFaces([
        300: [FaceBox(centreX: 100, centreY: 110, side: 50)], 310: [FaceBox(centreX: 220, centreY: 90, side: 50)],
        320: [FaceBox(centreX: 80, centreY: 120, side: 50)],
        330: [FaceBox(centreX: 60, centreY: 100, side: 30), FaceBox(centreX: 230, centreY: 100, side: 50)],
    ])

    /// A person, framed by the last face of the picture of this width; no two widths have one background.
    private func picture(_ width: Int, person: UInt64) -> RGBImage {
        var picture = RGBImage(width: width, height: 200)
        for place in picture.pixels.indices { picture.pixels[place] = UInt8(truncatingIfNeeded: place &* width >> 4) }
        guard let face = Self.faces.faces[width]?.last else { return picture }
        let frame = FaceFrame.rectangle(of: face)
        return picture.pasting(DrawnFace(seed: person).image(size: frame.width), x: frame.x, y: frame.y)
    }

    @Test("index and query frame alike: a face is found in another picture, and the reply counts the faces")
    func found() async throws {
        FaceFinders.install(Self.faces)
        try await Bench.with(crop: .face) { bench in
            let folder = try TemporaryFolder()
            for (width, person) in [(300, UInt64(1)), (310, 2), (320, 3)] {
                try folder.write(ImageEncoding.png(picture(width, person: person)), to: "person-\(person).png")
            }
            let model = ProjectingModel(crop: .face)
            _ = try await bench.index(folder, model: model)
            let search = try await SimilaritySearch(database: bench.database, record: bench.record, model: model)
            for (width, person, faces) in [(310, UInt64(1), 1), (330, 3, 2)] {
                let bytes = try ImageEncoding.png(picture(width, person: person))
                let photo = try QueryPhoto(bytes, by: search.version.engine.preprocessor)
                let reply = try await search.search(.photo(photo), .init(k: 3))
                #expect(reply.hits[0].source == folder.file("person-\(person).png") && reply.hits[0].distance < 1e-5)
                #expect(reply.hits[1].distance > 1e-3 && reply.query.faces == faces)
                let queue = BlockingQueue(width: 1)
                #expect(try await search.search(.file(bytes, decoding: queue), .init(k: 1)).query.faces == faces)
                #expect(try await search.latent(of: bytes, decoding: queue).query.faces == faces)
            }
            let none = try QueryPhoto(ImageEncoding.png(picture(400, person: 1)), by: search.version.engine.preprocessor)
            #expect(try await search.search(.photo(none), .init(k: 1)).query.faces == 0)
        }
    }

    @Test("a model that sees the middle says nothing of faces")
    func silent() async throws {
        FaceFinders.install(Self.faces)
        let preprocessor = try Preprocessor(ProjectingModel().preprocessing)
        let photo = try QueryPhoto(ImageEncoding.png(picture(330, person: 1)), by: preprocessor)
        #expect(photo.faces == nil)
        #expect(try JSONText(encoding: SearchReply.Query(faces: nil)).text == "{}")
        #expect(try JSONText(encoding: SearchReply.Query(faces: 2)).text == #"{"faces":2}"#)
    }
}
