import SemblanceCore
import Testing

@testable import SemblanceService

@Suite("A search by examples")
struct ExampleQueryTests {
    @Test("looks from the mean of the right ones a little away from that of the wrong ones")
    func rocchio() {
        let (a, b, c): ([Float], [Float], [Float]) = ([1, 0, -1, 0], [0, 1, 0, -1], [1, -1, 1, -1])
        // 0.75 (a + b) / 2 − 0.15 c, normalised.
        let mixed: [Float] = [0.225, 0.525, -0.525, -0.225]
        let query = ExampleQuery.coordinates(positive: [a, b], negative: [c], normalization: .standardized)
        #expect(Metric.euclidean.distance(query, LatentNormalization.standardized.apply(mixed)) < 1e-6)
        #expect(abs(VectorStatistics(query).norm - 2) < 1e-5)
    }

    @Test("one example without any wrong one asks with its own latent")
    func one() {
        let latent = LatentNormalization.standardized.apply([3, 1, 4, 1, 5, 9, 2, 6])
        let query = ExampleQuery.coordinates(positive: [latent], negative: [], normalization: .standardized)
        #expect(Metric.euclidean.distance(query, latent) < 1e-5)
    }

    @Test("latents with a length keep that of the right examples")
    func lengths() {
        let query = ExampleQuery.coordinates(positive: [[3, 0, 0], [0, 5, 0]], negative: [[0, 0, 7]], normalization: .unitLength)
        #expect(abs(VectorStatistics(query).norm - 4) < 1e-5)
        #expect(query[2] < 0 && query[1] > query[0] && query[0] > 0)
    }
}
