import SemblanceCore
import Testing

@testable import SemblanceEvaluation

@Suite("Distances beside an independent implementation") struct GoldenDistanceTests {
    @Test("The pyramid's bands have the same energy")
    func pyramid() throws {
        let golden = try GoldenDistances.load()
        #expect(LaplacianPyramid.sides(of: golden.side) == golden.levels.map(\.side))
        for (set, bytes) in [golden.a, golden.b].enumerated() {
            let pyramids = golden.pictures(bytes).map { LaplacianPyramid($0, count: golden.levels.count) }
            for (index, level) in golden.levels.enumerated() {
                let values = pyramids.flatMap { $0.levels[index].values }
                let energy = values.reduce(0.0) { $0 + Double($1) * Double($1) } / Double(values.count)
                #expect(abs(energy / level.energy[set] - 1) < 1e-5)
            }
        }
    }

    @Test("The sliced Wasserstein distance is the same at every level, on any number of threads", arguments: [1, 3])
    func slicedWasserstein(threads: Int) async throws {
        let golden = try GoldenDistances.load()
        let sets = [golden.a, golden.b].map { bytes in
            var set = PatchSet(levels: golden.levels.count)
            for (index, image) in golden.pictures(bytes).enumerated() { set.add(image, places: golden.places(image: index)) }
            return set
        }
        for (index, level) in golden.levels.enumerated() {
            let patches = sets.map { $0.patches(level: index, images: golden.images) }
            let distance = try await SlicedWasserstein.distance(
                patches[0], patches[1], directions: GoldenDistances.floats(golden.directions), length: PatchProtocol.length,
                threads: threads)
            #expect(abs(try #require(distance) / level.distance - 1) < 1e-4, "\(level.side) px")
        }
    }

    @Test("The Fréchet distance is the same, with more rows than columns and with fewer")
    func frechet() throws {
        let golden = try GoldenDistances.load()
        #expect(golden.frechet.count == 2)
        for sets in golden.frechet {
            let (a, b) = (GoldenDistances.rows(sets.a, dimension: sets.dimension), GoldenDistances.rows(sets.b, dimension: sets.dimension))
            let distance = try #require(try FrechetDistance.distance(a, b))
            #expect(abs(distance / sets.distance - 1) < 1e-6)
            #expect(try #require(try FrechetDistance.distance(a, a)) < 1e-6)
        }
    }
}
