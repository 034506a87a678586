import SemblanceCore
import SemblanceTestSupport
import Testing

@testable import SemblanceImaging

@Suite("Whether two pictures show the same photo")
struct PictureSignatureTests {
    /// A picture of soft spots, the same for a seed.
    static func spots(seed: UInt64, side: Int = 120) -> RGBImage {
        var generator = SplitMix64(seed: seed)
        let coarse = (0..<(10 * 10 * 3)).map { _ in UInt8(truncatingIfNeeded: generator.next()) }
        return RGBImage(width: 10, height: 10, pixels: coarse).resized(width: side, height: side)
    }

    private func changed(_ image: RGBImage, _ change: (Int) -> Int) -> RGBImage {
        RGBImage(width: image.width, height: image.height, pixels: image.pixels.map { UInt8(min(max(change(Int($0)), 0), 255)) })
    }

    @Test("Copies in another size, compression, brightness, contrast or crop are the same photo", arguments: [1, 2, 3, 4, 5])
    func copies(seed: UInt64) throws {
        let photo = Self.spots(seed: seed)
        let signature = PictureSignature(photo)
        let copies = [
            photo.resized(width: 61, height: 61), try ImageDecoder.decode(ImageEncoding.jpeg(photo, quality: 30)),
            changed(photo) { $0 / 2 + 10 }, changed(photo) { ($0 - 128) * 5 / 4 + 140 },
            photo.cropped(to: PixelRectangle(x: 3, y: 2, width: 115, height: 116)),
        ]
        for (index, copy) in copies.enumerated() {
            #expect(signature.agreement(with: PictureSignature(copy)) >= PictureSignature.sameAgreement, "copy \(index)")
        }
    }

    @Test("Other photos are not, nor is a mirrored one")
    func others() {
        let photos = (1...12).map { Self.spots(seed: $0) }
        let signatures = (photos + [photos[0].mirrored()]).map(PictureSignature.init)
        for first in signatures.indices {
            for second in signatures.indices[(first + 1)...] {
                #expect(signatures[first].agreement(with: signatures[second]) < 0.6)
            }
            #expect(signatures[first].agreement(with: signatures[first]) > 0.9999)
        }
    }

    @Test("Pictures of one shade are the same only where the shade is")
    func plain() {
        let shades = [40, 41, 200].map { PictureSignature(RGBImage(width: 9, height: 9, red: $0, green: $0, blue: $0)) }
        #expect(shades[0].agreement(with: shades[1]) == 1)
        #expect(shades[0].agreement(with: shades[2]) == 0)
        #expect(shades[0].agreement(with: PictureSignature(Self.spots(seed: 1))) == 0)
    }

    @Test("Among real photos, only pictures of one photo agree", .enabled(if: Corpora.has(Corpora.celebaFaces)))
    func realPhotos() throws {
        let folder = BytePath(Corpora.celebaFaces + "/images/")
        let same = [("8059_005738.jpg", "8059_031700.jpg"), ("2541_153808.jpg", "8780_125394.jpg"), ("9343_188000.jpg", "9343_195694.jpg")]
        let different = [
            ("8196_133466.jpg", "9264_132576.jpg"), ("6239_194784.jpg", "8517_084719.jpg"), ("266_113892.jpg", "3330_175970.jpg"),
        ]
        let agreement = { (pair: (String, String)) in
            let signatures = try [pair.0, pair.1].map { PictureSignature(try ImageDecoder.decode(file: folder.appending(BytePath($0)))) }
            return signatures[0].agreement(with: signatures[1])
        }
        for pair in same { #expect(try agreement(pair) >= PictureSignature.sameAgreement, "\(pair)") }
        for pair in different { #expect(try agreement(pair) < PictureSignature.sameAgreement, "\(pair)") }
    }
}
