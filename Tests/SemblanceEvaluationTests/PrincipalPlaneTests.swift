import Foundation
import SemblanceCore
import SemblanceEvaluation
import Testing

@Suite("The plane in which points differ most")
struct PrincipalPlaneTests {
    /// Points that vary by 3 and 2 along two directions at right angles, and by little along all.
    private func points(_ count: Int, dimension: Int = 12) -> (points: [Float], directions: [[Float]], weights: [[Float]]) {
        var random = SplitMix64(seed: 4)
        let first = LatentNormalization.unitLength.apply(random.normal(count: dimension))
        let raw = random.normal(count: dimension)
        let along = zip(raw, first).reduce(Float(0)) { $0 + $1.0 * $1.1 }
        let second = LatentNormalization.unitLength.apply(zip(raw, first).map { $0 - along * $1 })
        var (points, weights): ([Float], [[Float]]) = ([], [])
        for _ in 0..<count {
            let weight = zip(random.normal(count: 2), [Float(3), 2]).map { $0 * $1 }
            let rest = random.normal(count: dimension)
            weights.append(weight)
            points += (0..<dimension).map { 7 + weight[0] * first[$0] + weight[1] * second[$0] + 0.01 * rest[$0] }
        }
        return (points, [first, second], weights)
    }

    @Test("is spanned by the directions of the greatest variance, whatever the points' mean", arguments: [100, 4096, 5000])
    func directions(count: Int) throws {
        let (points, _, weights) = points(count)
        let plane = try PrincipalPlane(points, dimension: 12)
        #expect(abs(plane.explained[0] - 9.0 / 13) < 0.15 && abs(plane.explained.reduce(0, +) - 1) < 0.001)
        let positions = (0..<count).map { plane.position(of: points[$0 * 12..<($0 + 1) * 12]) }
        for (axis, values) in [positions.map(\.x), positions.map(\.y)].enumerated() {
            #expect(abs(values.reduce(0, +)) / Double(count) < 1e-4)
            let found = LatentNormalization.standardized.apply(values.map(Float.init))
            let expected = LatentNormalization.standardized.apply(weights.map { $0[axis] })
            #expect(abs(pearsonCorrelation(found, expected)) > 0.97)
        }
        // Distances in the plane are those of the points, as they hardly leave it.
        let (a, b) = (points[0..<12], points[12..<24])
        let distance = zip(a, b).reduce(0.0) { $0 + pow(Double($1.0 - $1.1), 2) }.squareRoot()
        #expect(abs(hypot(positions[0].x - positions[1].x, positions[0].y - positions[1].y) - distance) < 0.1)
    }

    @Test("has the same signs for the same points, in any order")
    func signs() throws {
        let (points, _, _) = points(200)
        let rows = stride(from: 0, to: points.count, by: 12).map { Array(points[$0..<$0 + 12]) }
        let (plane, turned) = (
            try PrincipalPlane(points, dimension: 12), try PrincipalPlane(Array(rows.reversed().joined()), dimension: 12)
        )
        for row in rows {
            let (a, b) = (plane.position(of: row), turned.position(of: row))
            #expect(abs(a.x - b.x) < 1e-6 && abs(a.y - b.y) < 1e-6)
        }
    }

    @Test("says of points that do not differ, or are none, that there is nothing to explain")
    func nothing() throws {
        for points in [[], [Float](repeating: 1, count: 3), [Float](repeating: 0.3, count: 30)] {
            let plane = try PrincipalPlane(points, dimension: 3)
            #expect(plane.explained == [0, 0])
            #expect(plane.position(of: [1, 2, 3]) == (0, 0))
        }
        #expect(try PrincipalPlane([1, 2, 3, 2, 4, 6], dimension: 3).explained.map { ($0 * 1000).rounded() } == [1000, 0])
        #expect(throws: SemblanceError.self) { try PrincipalPlane([1, .nan, 3], dimension: 3) }
    }
}
