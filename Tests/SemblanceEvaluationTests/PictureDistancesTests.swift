import Foundation
import SemblanceCore
import Testing

@testable import SemblanceEvaluation

@Suite("Distances of pictures") struct PictureDistancesTests {
    private static let side = 32

    /// Long waves under short ones; `tint` lets whole pictures differ in colour, each another way.
    private func pictures(_ count: Int, seed: UInt64, tint: Double = 0, isBlurred: Bool = false) -> [RGBImage] {
        var random = SplitMix64(seed: seed)
        return (0..<count).map { _ in
            let phases = (0..<12).map { _ in Double.random(in: 0..<2 * .pi, using: &random) }
            let shift = (0..<3).map { _ in tint * Double.random(in: -1...1, using: &random) }
            var pixels: [UInt8] = []
            for y in 0..<Self.side {
                for x in 0..<Self.side {
                    for channel in 0..<3 {
                        let short = isBlurred ? 0 : 24 * sin(2.1 * Double(x) + phases[channel]) * cos(1.9 * Double(y) + phases[channel + 3])
                        let long = 30 * sin(0.5 * Double(x) + phases[channel + 6]) * cos(0.45 * Double(y) + phases[channel + 9])
                        pixels.append(UInt8(min(max(128 + short + long + shift[channel], 0), 255)))
                    }
                }
            }
            return RGBImage(width: Self.side, height: Self.side, pixels: pixels)
        }
    }

    private func report(_ photos: [RGBImage], _ samples: [RGBImage], threads: Int = 2, seed: UInt64 = 1) async throws
        -> SlicedWassersteinReport
    {
        var distances = PictureDistances(side: Self.side, wanted: photos.count, seed: seed, extractor: nil)
        try await distances.photos.add(photos, threads: threads)
        // Batch by batch, as an evaluation draws them.
        try await distances.samples.add(Array(samples.prefix(7)), threads: threads)
        try await distances.samples.add(Array(samples.dropFirst(7)), threads: threads)
        return try #require(try await distances.slicedWasserstein(threads: threads) { _, _ in })
    }

    @Test("Equal pictures are at distance 0, others of the same kind near it")
    func same() async throws {
        let photos = pictures(40, seed: 1)
        let equal = try await report(photos, photos)
        #expect(equal.samples == 0 && equal.reconstructions == nil)
        #expect(equal.levels.map(\.resolution) == [32, 16] && equal.images == 40)
        #expect(equal.patchesPerImage == 128 && equal.patches == 40 * 128 && equal.directions == 512)
        let others = try await report(photos, pictures(40, seed: 2))
        #expect(try #require(others.samples) > 0)
        #expect(others.levels.allSatisfy { ($0.samples ?? 999) < 60 }, "\(others.levels)")
    }

    @Test("Blurring raises the finest level, colours that vary from picture to picture the coarsest")
    func levels() async throws {
        let photos = pictures(40, seed: 1)
        let same = try await report(photos, pictures(40, seed: 2)).levels.map { $0.samples ?? 0 }
        let blurred = try await report(photos, pictures(40, seed: 2, isBlurred: true)).levels.map { $0.samples ?? 0 }
        #expect(blurred[0] > 2 * same[0] && blurred[0] - same[0] > 3 * (blurred[1] - same[1]), "\(same) \(blurred)")
        let tinted = try await report(photos, pictures(40, seed: 2, tint: 60)).levels.map { $0.samples ?? 0 }
        #expect(tinted[1] > 2 * same[1] && tinted[0] < 1.3 * same[0], "\(same) \(tinted)")
    }

    @Test("Threads change nothing, and another seed looks elsewhere")
    func deterministic() async throws {
        let (photos, samples) = (pictures(12, seed: 1), pictures(12, seed: 2))
        let first = try await report(photos, samples, threads: 1)
        #expect(try await report(photos, samples, threads: 3) == first)
        #expect(try await report(photos, samples, seed: 2).samples != first.samples)
    }

    @Test("Sets of different sizes are compared on as many as both have")
    func sizes() async throws {
        let (photos, samples) = (pictures(12, seed: 1), pictures(12, seed: 2))
        let fewer = try await report(photos, Array(samples.prefix(9)))
        #expect(fewer.images == 9 && fewer.patches == 9 * 128)
    }

    @Test("Places lie within their level, and pictures too small for a level have none")
    func places() throws {
        let places = try #require(PatchProtocol(side: 64, images: 1000, seed: 1))
        #expect(places.sides == [64, 32, 16] && places.patchesPerImage == 17)
        for (side, corners) in zip(places.sides, places.places(image: 5)) {
            #expect(corners.count == 17 && corners.allSatisfy { (0...side - 7).contains($0.x) && (0...side - 7).contains($0.y) })
        }
        #expect(PatchProtocol(side: 8, images: 10, seed: 1) == nil && PatchProtocol(side: 64, images: 0, seed: 1) == nil)
    }
}
