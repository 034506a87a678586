import Foundation
import SemblanceCore
import Testing

private func gaussian(_ count: Int, seed: UInt64) -> [Float] {
    var random = SplitMix64(seed: seed)
    return (0..<count).map { _ in
        let radius = (-2 * log(Double.random(in: Double.leastNonzeroMagnitude..<1, using: &random))).squareRoot()
        return Float(radius * cos(2 * .pi * Double.random(in: 0..<1, using: &random)))
    }
}

@Suite("Latents")
struct LatentTests {
    private let normalize = LatentNormalization.standardized.apply

    @Test("N(N(v)) = N(v), whatever the scale and shift", arguments: 1...5)
    func idempotent(seed: UInt64) {
        let v = gaussian(128, seed: seed)
        let once = normalize(v)
        for (a, b) in zip(once, normalize(once)) { #expect(abs(a - b) < 1e-6) }
        for (a, b) in zip(once, normalize(v.map { $0 * 7 + 3 })) { #expect(abs(a - b) < 1e-5) }
    }

    @Test("‖N(u) − N(v)‖² = 2n (1 − ρ(u, v))", arguments: 1...5)
    func distanceIdentity(seed: UInt64) {
        let (u, v) = (gaussian(64, seed: seed), gaussian(64, seed: seed + 100))
        let distance = Metric.euclidean.distance(normalize(u), normalize(v))
        #expect(abs(distance * distance - 2 * 64 * (1 - pearsonCorrelation(u, v))) < 1e-3)
    }

    @Test("both metrics order standardised latents alike")
    func order() {
        let query = normalize(gaussian(32, seed: 1))
        let others = (2..<200).map { normalize(gaussian(32, seed: UInt64($0))) }
        func ranking(_ metric: Metric) -> [Int] {
            others.indices.sorted { metric.distance(query, others[$0]) < metric.distance(query, others[$1]) }
        }
        #expect(ranking(.cosine) == ranking(.euclidean))
    }

    @Test("a vector without spread or length becomes zeros", arguments: LatentNormalization.allCases)
    func degenerate(normalization: LatentNormalization) {
        #expect(normalization.apply([0, 0, 0]) == [0, 0, 0])
        #expect(pearsonCorrelation([2, 2, 2], [1, 2, 3]) == 0)
    }

    @Test("unit vectors keep their length beside them")
    func unitLength() {
        let latent = Latent(encoding: [3, 0, 4], normalization: .unitLength, realism: nil)
        #expect(latent.norm == 5)
        for (a, b) in zip(LatentNormalization.unitLength.coordinates(of: latent), [3, 0, 4] as [Float]) { #expect(abs(a - b) < 1e-6) }
    }

    @Test("a path begins and ends at its two latents", arguments: LatentInterpolation.allCases)
    func path(mode: LatentInterpolation) {
        let (a, b) = (normalize(gaussian(128, seed: 5)), normalize(gaussian(128, seed: 6)))
        let points = mode.path(from: a, to: b, steps: 9)
        #expect(points.count == 9)
        for (point, end) in [(points[0], a), (points[8], b)] {
            for (x, y) in zip(point, end) { #expect(abs(x - y) < 1e-4) }
        }
        let middle = VectorStatistics(points[4]).norm / Float(128).squareRoot()
        #expect(mode == .linear ? (0.6..<0.8).contains(middle) : abs(middle - 1) < 1e-3)
    }

    @Test("slerp turns at a constant rate, and survives parallel and opposite ends")
    func slerp() {
        let points = LatentInterpolation.slerp.path(from: [1, 0, 0], to: [0, 1, 0], steps: 3)
        let half = Float(0.5).squareRoot()
        for (x, y) in zip(points[1], [half, half, 0]) { #expect(abs(x - y) < 1e-6) }
        for end in [[1, 0, 0], [-1, 0, 0], [0, 0, 0]] as [[Float]] {
            #expect(LatentInterpolation.slerp.point(from: [1, 0, 0], to: end, at: 0.5).allSatisfy { $0.isFinite })
        }
    }
}

@Suite("Metrics")
struct MetricTests {
    @Test("similarity falls as distance grows", arguments: Metric.allCases)
    func direction(metric: Metric) {
        #expect(metric.similarity(distance: 0) == 1)
        #expect(metric.similarity(distance: 0.5) > metric.similarity(distance: 0.6))
    }

    @Test("the distance to itself is zero and tiny differences are kept", arguments: Metric.allCases)
    func precision(metric: Metric) {
        let u = gaussian(128, seed: 1)
        var v = u
        #expect(metric.distance(u, u) == 0)
        v[0] += 1e-3
        let expected: Float = metric == .euclidean ? 1e-3 : 1e-6 / (2 * VectorStatistics(u).norm * VectorStatistics(u).norm)
        #expect(abs(metric.distance(u, v) - expected) < 0.1 * expected)
    }

    @Test("known values")
    func values() {
        #expect(Metric.cosine.distance([1, 0], [0, 2]) == 1)
        #expect(Metric.cosine.distance([1, 0], [-3, 0]) == 2)
        #expect(Metric.euclidean.distance([1, 0], [0, 2]) == Float(5).squareRoot())
        #expect(Metric.cosine.distance([0, 0], [1, 2]) == 1)
    }
}
