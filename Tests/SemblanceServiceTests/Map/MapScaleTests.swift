import SemblanceCore
import Testing

@testable import SemblanceService

@Suite("The scale of a map")
struct MapScaleTests {
    private func places(_ positions: [(x: Double, y: Double)]) -> [[UInt16]] {
        let scale = MapScale(positions)
        return positions.map { scale.place($0) }.map { [$0.x, $0.y] }
    }

    @Test("fills the wider direction, keeps the other in proportion, and has the middle in the middle")
    func proportion() {
        #expect(places([(-2, 10), (2, 12), (0, 11)]) == [[0, 16_384], [65_535, 49_151], [32_768, 32_768]])
        #expect(places([(5, 0), (5, 8)]) == [[32_768, 0], [32_768, 65_535]])
    }

    @Test("has everything in the middle where nothing differs")
    func nothing() {
        #expect(
            places([]).isEmpty && places([(3, -4)]) == [[32_768, 32_768]]
                && places([(1, 1), (1, 1)]) == [[32_768, 32_768], [32_768, 32_768]])
    }

    @Test("is not squeezed by a few far off, which come to lie at the edge")
    func outliers() {
        var random = SplitMix64(seed: 5)
        var positions = (0..<5000).map { _ in (x: Double(random.normal(count: 1)[0]), y: Double(random.normal(count: 1)[0])) }
        let plain = MapScale(positions)
        positions[17] = (1e9, 3)
        positions[18] = (-1e9, -1e12)
        let scale = MapScale(positions)
        #expect(scale.place(positions[17]).x == 65_535 && scale.place(positions[18]) == (0, 0))
        for position in positions[100..<200] {
            #expect(abs(Int(scale.place(position).x) - Int(plain.place(position).x)) < 2000)
        }
    }
}
