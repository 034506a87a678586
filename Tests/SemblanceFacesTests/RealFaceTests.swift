import Foundation
import SemblanceCore
import SemblanceFaces
import SemblanceImaging
import SemblanceTestSupport
import Testing

@Suite("Finding the faces of real photos", .enabled(if: Corpora.has(Corpora.celebaFaces))) struct RealFaceTests {
    private static let finder = FrontalFaceFinder()

    /// Every n-th photo of the corpus of aligned faces, 128 pixels wide.
    private func photos(_ count: Int) throws -> [RGBImage] {
        let folder = CorpusFolder(BytePath(Corpora.celebaFaces + "/images"))
        let files = try folder.scan().files
        return try stride(from: 0, to: files.count, by: files.count / count).prefix(count).map {
            try ImageDecoder.decode(folder.read(files[$0]))
        }
    }

    /// A drawn background without a face.
    private func scene(width: Int, height: Int) -> RGBImage {
        var scene = RGBImage(width: width, height: height)
        for y in 0..<height {
            for x in 0..<width {
                let place = (y * width + x) * 3
                scene.pixels[place] = UInt8(90 + 60 * x / width)
                scene.pixels[place + 1] = UInt8(110 + 40 * y / height)
                scene.pixels[place + 2] = UInt8(120 + 50 * (x + y) / (width + height))
            }
        }
        return scene
    }

    private func median(_ values: [Double]) -> Double { values.sorted()[values.count / 2] }

    @Test("the frame's numbers are what is measured: where the boxes lie in a corpus of aligned faces")
    func frame() async throws {
        let wanted = Int(ProcessInfo.processInfo.environment["SEMBLANCE_FRAMED_FACES"] ?? "") ?? 60
        let photos = try photos(wanted)
        let boxes = try photos.compactMap { try Self.finder.faces(in: $0).max { $0.side < $1.side } }
        let side = median(boxes.map { $0.side / 128 })
        let (x, y) = (median(boxes.map { $0.centreX / 128 }), median(boxes.map { $0.centreY / 128 }))
        print("\(boxes.count) of \(photos.count) faces found; median box: side \(side), middle \(x), \(y) of the frame")
        #expect(boxes.count * 100 >= photos.count * 90)
        #expect(abs(1 / side - FaceFrame.multiple) < 0.05)
        #expect(abs(x - 0.5) < 0.02 && abs(y - 0.5 - FaceFrame.drop) < 0.02)
    }

    @Test("a photo in a larger picture comes back as it was, wherever it is and however large", arguments: [128, 180, 290])
    func pasted(side: Int) throws {
        var (shifts, sizes): ([Double], [Double]) = ([], [])
        for (index, photo) in try photos(24).enumerated() {
            let (x, y) = (40 + index * 7, 300 - side + index * 3)
            let picture = scene(width: 640, height: 420).pasting(photo.resized(width: side, height: side), x: x, y: y)
            guard let alone = try Self.finder.faces(in: photo).first, let found = try Self.finder.faces(in: picture).first else { continue }
            let scale = Double(side) / 128
            sizes.append(abs(found.side / scale / alone.side - 1))
            shifts.append(abs((found.centreX - Double(x)) / scale - alone.centreX) / 128)
            shifts.append(abs((found.centreY - Double(y)) / scale - alone.centreY) / 128)
        }
        let (most, farthest) = (sizes.max() ?? 0, shifts.max() ?? 0)
        print("\(sizes.count) of \(side) pixels: sizes off by \(median(sizes)) (\(most)), places by \(median(shifts)) (\(farthest))")
        #expect(sizes.count >= 20)
        #expect(median(sizes) < 0.05 && median(shifts) < 0.02)
    }

    @Test("of two faces the larger one is framed, and both are counted")
    func two() throws {
        let preprocessor = try Preprocessor(Preprocessing(resolution: 64, crop: .face), faces: Self.finder)
        let photos = try photos(12).filter { try Self.finder.faces(in: $0).count == 1 }.prefix(3)
        for photo in photos {
            let large = scene(width: 640, height: 420).pasting(photo.resized(width: 240, height: 240), x: 360, y: 120)
            let both = large.pasting(photo.mirrored().resized(width: 170, height: 170), x: 60, y: 100)
            let (one, two) = (try preprocessor.photo(of: large), try preprocessor.photo(of: both))
            #expect(one.faces == 1 && two.faces == 2 && one.image == two.image)
        }
    }

    @Test("any number of threads find what one finds")
    func threads() async throws {
        let photos = try photos(12)
        let expected = try photos.map { try Self.finder.faces(in: $0) }
        let finder = FrontalFaceFinder()
        let found = try await concurrentMap(photos, width: 4) { try finder.faces(in: $0) }
        #expect(found == expected)
    }

    @Test("what a photo costs, of 128 pixels and of 12 megapixels")
    func cost() throws {
        let photo = try photos(1)[0]
        let large = scene(width: 4000, height: 3000).pasting(photo.resized(width: 1200, height: 1200), x: 1500, y: 900)
        for (name, picture) in [("128 pixels", photo), ("12 megapixels", large)] {
            let bytes = try ImageEncoding.jpeg(picture, quality: 90)
            for crop in PhotoCrop.allCases {
                let preprocessor = try Preprocessor(Preprocessing(resolution: 64, crop: crop), faces: Self.finder)
                _ = try preprocessor.prepare(bytes)
                let start = ContinuousClock.now
                for _ in 0..<10 { _ = try preprocessor.prepare(bytes) }
                print("\(name), \(crop.rawValue): \((ContinuousClock.now - start) / 10)")
            }
        }
    }
}
