import SemblanceCore
import Testing

@testable import SemblanceEvaluation

@Suite("Figures on latents") struct LatentFigureTests {
    @Test("The mean pairwise cosine is what all pairs give")
    func pairs() throws {
        var random = SplitMix64(seed: 5)
        let rows = (0..<40).map { _ in random.normal(count: 6).map { $0 + 0.5 } }
        var sum = 0.0
        for i in rows.indices { for j in rows.indices where i != j { sum += 1 - Double(Metric.cosine.distance(rows[i], rows[j])) } }
        let mean = try #require(LatentCollapse.meanPairwiseCosine(rows))
        #expect(abs(mean - sum / Double(40 * 39)) < 1e-6)
    }

    @Test("Equal rows have cosine 1, opposite ones −1, one row none, and a zero vector no direction")
    func extremes() throws {
        #expect(abs(try #require(LatentCollapse.meanPairwiseCosine([[1, 2], [2, 4], [3, 6]])) - 1) < 1e-12)
        #expect(abs(try #require(LatentCollapse.meanPairwiseCosine([[1, 2], [-1, -2]])) + 1) < 1e-12)
        #expect(LatentCollapse.meanPairwiseCosine([[1, 2]]) == nil && LatentCollapse.meanPairwiseCosine([]) == nil)
        #expect(abs(try #require(LatentCollapse.meanPairwiseCosine([[0, 0], [1, 0], [1, 0]])) - 1.0 / 3) < 1e-12)
    }

    @Test("Dimensions: means, deviations and the dead ones, by hand")
    func dimensions() throws {
        let spread = try #require(LatentDimensions([[1, 5, 0], [3, 5, 0.08], [1, 5, 0], [3, 5, 0.08]]))
        #expect(spread.meanMax == 5 && abs(spread.meanMin - 0.04) < 1e-8)
        #expect(spread.deviationMax == 1 && spread.deviationMin == 0 && spread.dead == 2)
        #expect(LatentDimensions([]) == nil)
    }

    @Test("The mean correlation sees neither shift nor scale")
    func correlation() throws {
        let mean = try #require(LatentCorrelation.mean([[1, 2, 3], [1, 2, 3], [1, 0, -1]], [[10, 20, 30], [6, 4, 2], [1, -2, 1]]))
        #expect(abs(mean - (1 - 1 + 0) / 3) < 1e-6)
        #expect(LatentCorrelation.mean([], []) == nil)
    }
}
