import SemblanceCore
import SemblanceImaging
import SemblanceTestSupport
import Testing

@testable import SemblanceService

@Suite("Pictures by a model") struct PicturesTests {
    private let pictures = Pictures(model: ProjectingModel())
    private let photos = (0..<2).map { DrawnFace(seed: UInt64($0)).image(size: 16) }

    @Test("a reconstruction is G(0.9 N(E(x)))")
    func reconstructions() async throws {
        let model = ProjectingModel()
        let latents = try await model.encode(photos).map(\.vector)
        #expect(try await pictures.reconstructions(of: photos) == model.generate(latents, truncation: 0.9))
        #expect(try await pictures.reconstructions(of: []).isEmpty)
    }

    @Test("an interpolation goes from one reconstruction to the other, and changes on the way", arguments: LatentInterpolation.allCases)
    func interpolation(mode: LatentInterpolation) async throws {
        let ends = try await pictures.reconstructions(of: photos)
        let frames = try await pictures.interpolation(from: photos[0], to: photos[1], steps: 9, mode: mode)
        #expect(frames.count == 9)
        #expect(difference(frames[0], ends[0]) <= 1 && difference(frames[8], ends[1]) <= 1)
        #expect(difference(frames[4], ends[0]) > 8 && difference(frames[4], ends[1]) > 8)
        let two = try await pictures.interpolation(from: photos[0], to: photos[1], steps: 2, mode: mode)
        #expect(two.count == 2 && difference(two[1], ends[1]) <= 1)
    }

    @Test("fewer than 2 or more than 1000 steps are refused", arguments: [-1, 0, 1, 1001, Int.max])
    func bounds(steps: Int) async {
        let error = await failure { _ = try await pictures.interpolation(from: photos[0], to: photos[1], steps: steps, mode: .linear) }
        #expect(error?.code == .invalidArgument && error?.advice == "give 2 to 1000")
    }

    /// The largest difference of two pictures' values.
    private func difference(_ a: RGBImage, _ b: RGBImage) -> Int {
        zip(a.pixels, b.pixels).map { abs(Int($0) - Int($1)) }.max() ?? 0
    }
}
