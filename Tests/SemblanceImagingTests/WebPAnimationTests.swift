import SemblanceCore
import SemblanceImaging
import SemblanceTestSupport
import Testing

@Suite("Animated WebP")
struct WebPAnimationTests {
    private static func picture(_ index: Int, side: Int = 32) -> RGBImage { DrawnFace(seed: UInt64(index + 1)).image(size: side) }

    @Test("each picture is a frame, shown for as long as was asked, again and again")
    func frames() throws {
        let frames = (0..<4).map { WebPAnimation.Frame(Self.picture($0), milliseconds: 40 + 10 * $0) }
        let file = try WebPAnimation(frames).encoded()
        let read = try AnimatedWebP(file)
        #expect(read.loops == 0 && read.durations == [40, 50, 60, 70])
        let first = try ImageDecoder.decode(read.first)
        #expect(first.width == 32 && first.height == 32)
        let error = zip(first.pixels, frames[0].image.pixels).reduce(0.0) { $0 + abs(Double($1.0) - Double($1.1)) }
        #expect(error / Double(first.pixels.count) < 6, "lossy, but the picture")
        #expect(try WebPAnimation(frames).encoded() == file)
        #expect(try WebPAnimation(frames).encoded(quality: 10).count < file.count)
        // What we do not read back, we say so.
        #expect(throws: SemblanceError.self) { try ImageDecoder.decode(file) }
    }

    @Test("frames that look the same become one, and nothing but those a still picture")
    func still() throws {
        let (a, b) = (Self.picture(1), Self.picture(2))
        let file = try WebPAnimation([a, a, b].map { WebPAnimation.Frame($0, milliseconds: 100) }).encoded()
        #expect(try AnimatedWebP(file).durations == [200, 100])
        let still = try WebPAnimation([a, a].map { WebPAnimation.Frame($0, milliseconds: 100) }).encoded()
        #expect(try ImageDecoder.decode(still).width == 32)
    }

    @Test("a way goes there and back, without an end twice")
    func way() throws {
        for (count, expected) in [(2, [600, 600]), (3, [600, 100, 600, 100]), (4, [600, 100, 100, 600, 100, 100])] {
            let file = try InterpolationAnimation(frames: (0..<count).map { Self.picture($0) }).webp()
            #expect(try AnimatedWebP(file).durations == expected)
        }
    }

    @Test("what makes no animation is refused")
    func refused() throws {
        #expect(throws: SemblanceError.self) { try WebPAnimation([]) }
        #expect(throws: SemblanceError.self) { try InterpolationAnimation(frames: []).webp() }
        let empty = RGBImage(width: 0, height: 0)
        #expect(throws: SemblanceError.self) { try WebPAnimation([.init(empty, milliseconds: 1)]) }
        let sizes = [Self.picture(1), Self.picture(1, side: 48)].map { WebPAnimation.Frame($0, milliseconds: 1) }
        #expect(throws: SemblanceError.self) { try WebPAnimation(sizes) }
        let one = [WebPAnimation.Frame(Self.picture(1), milliseconds: 1)]
        for quality in [0, 101, -1] { #expect(throws: SemblanceError.self) { try WebPAnimation(one).encoded(quality: quality) } }
        let wide = RGBImage(width: 16_384, height: 1)
        let error = #expect(throws: SemblanceError.self) { try WebPAnimation([.init(wide, milliseconds: 1)]).encoded() }
        #expect(error?.code == .tooLarge)
    }
}
