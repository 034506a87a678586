import Foundation
import SemblanceCore
import SemblanceImaging
import SemblanceTestSupport
import Testing

@Suite("reconstruct, interpolate and sample")
struct PictureCommandTests {
    private let side = 32

    private func prepared(_ path: String) throws -> RGBImage {
        try Preprocessor(Preprocessing(resolution: side)).prepare(file: BytePath(path))
    }

    /// The pixels of the picture that begins at a column.
    private func region(_ image: RGBImage, x: Int) -> [UInt8] {
        var pixels: [UInt8] = []
        for y in 0..<image.height {
            let start = (y * image.width + x) * 3
            pixels += image.pixels[start..<(start + side * 3)]
        }
        return pixels
    }

    @Test("A strip holds A, a gap, the frames, a gap, B", arguments: [2, 9])
    func interpolate(steps: Int) async throws {
        let stage = try await CommandStage.shared.ready()
        let file = stage.file(".png")
        let reply = try await stage.semblance(
            "interpolate", stage.photos[0], stage.photos[50], "--steps", "\(steps)", "-o", file, "--json"
        ).json()
        let strip = try ImageDecoder.decode(file: BytePath(file))
        #expect(strip.width == (steps + 2) * side + 2 * 8 && strip.height == side)
        #expect(reply["width"]?.int == strip.width && reply["height"]?.int == side && reply["file"]?.text == file)
        #expect(reply["model"]?["version"]?.int == 1)
        #expect(region(strip, x: 0) == (try prepared(stage.photos[0])).pixels)
        #expect(region(strip, x: strip.width - side) == (try prepared(stage.photos[50])).pixels)
        #expect(strip[side, 0] == (255, 255, 255) && strip[strip.width - side - 1, side - 1] == (255, 255, 255))
    }

    @Test("Every mode draws the same ends and, in between, ways of its own")
    func modes() async throws {
        let stage = try await CommandStage.shared.ready()
        var strips: [String: RGBImage] = [:]
        for mode in LatentInterpolation.allCases.map(\.rawValue) {
            let file = stage.file(".png")
            let outcome = try await stage.semblance("interpolate", stage.photos[1], stage.photos[60], "--mode", mode, "-o", file)
            #expect(outcome.output == file + "\n")
            strips[mode] = try ImageDecoder.decode(file: BytePath(file))
        }
        let normalized = try #require(strips["normalized"])
        let linear = try #require(strips["linear"])
        #expect(region(normalized, x: side + 8) == region(linear, x: side + 8))
        #expect(normalized != linear)
    }

    @Test("A name that ends in .webp gives the frames one after another, there and back")
    func animation() async throws {
        let stage = try await CommandStage.shared.ready()
        let file = stage.file(".WebP")
        let reply = try await stage.semblance(
            "interpolate", stage.photos[0], stage.photos[50], "--steps", "4", "-o", file, "--json"
        ).json()
        #expect(reply["width"]?.int == side && reply["height"]?.int == side && reply["file"]?.text == file)
        let animation = try AnimatedWebP(try FileReader.read(BytePath(file)))
        let durations = animation.durations
        #expect(
            animation.loops == 0 && durations.first.map { $0 >= 600 } == true && durations.reduce(0, +) == 2 * 600 + 4 * 100, "\(durations)"
        )
    }

    @Test("A reconstruction stands beside its photo")
    func reconstruct() async throws {
        let stage = try await CommandStage.shared.ready()
        let file = stage.file(".png")
        _ = try await stage.semblance("reconstruct", stage.photos[2], stage.photos[70], "-o", file, "--json").json()
        let grid = try ImageDecoder.decode(file: BytePath(file))
        #expect(grid.width == 4 * side + 3 * 2 && grid.height == side)
        #expect(region(grid, x: 0) == (try prepared(stage.photos[2])).pixels)
        #expect(region(grid, x: 2 * (side + 2)) == (try prepared(stage.photos[70])).pixels)
    }

    @Test("Samples follow from the seed, and a name that ends in .jpg gives a JPEG")
    func sample() async throws {
        let stage = try await CommandStage.shared.ready()
        func draw(_ seed: String, _ suffix: String = ".png") async throws -> [UInt8] {
            let file = stage.file(suffix)
            _ = try await stage.semblance("sample", "-n", "9", "--seed", seed, "-o", file, "--json").json()
            return try FileReader.read(BytePath(file))
        }
        let first = try await draw("7")
        #expect(try await draw("7") == first)
        #expect(try await draw("8") != first)
        let image = try ImageDecoder.decode(first)
        #expect(image.width == 3 * side + 2 * 2 && image.height == image.width)
        #expect(try ImageDecoder.info(of: try await draw("7", ".JPG")).format == .jpeg)
    }
}
