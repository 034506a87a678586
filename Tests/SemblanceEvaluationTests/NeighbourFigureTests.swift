import Testing

@testable import SemblanceEvaluation

@Suite("Figures on neighbours") struct NeighbourFigureTests {
    @Test("Overlap: mean, share and histogram by hand")
    func overlap() throws {
        let overlap = try #require(NeighbourOverlap([0, 2, 2, 4], k: 4))
        #expect(overlap.mean == 2 && overlap.share == 0.5 && overlap.histogram == [1, 0, 2, 0, 1])
        #expect(NeighbourOverlap([], k: 4) == nil)
    }

    @Test(
        "Spearman's ρ of textbook series",
        arguments: [
            ([1, 2, 3, 4], [10, 20, 30, 40], 1),
            ([1, 2, 3, 4], [9, 4, 1, 0], -1),
            // 1 − 6 Σ d² / (n (n² − 1)), Σ d² = 0 + 1 + 1 + 1 + 1 over five ranks.
            ([1, 2, 3, 4, 5], [1, 3, 2, 5, 4], 0.8),
            // Ties share the mean of their ranks: 1.5, 1.5, 3 against 1, 2, 3.
            ([7, 7, 9], [1, 2, 3], 0.866_025_403_784_438_6),
        ] as [([Double], [Double], Double)])
    func spearman(first: [Double], second: [Double], expected: Double) throws {
        #expect(abs(try #require(RankCorrelation.spearman(first, second)) - expected) < 1e-12)
        #expect(abs(try #require(RankCorrelation.spearman(second, first)) - expected) < 1e-12)
    }

    @Test(
        "Without an order there is no correlation", arguments: [([], []), ([1], [1]), ([2, 2, 2], [1, 2, 3])] as [([Double], [Double])])
    func undefined(first: [Double], second: [Double]) {
        #expect(RankCorrelation.spearman(first, second) == nil)
    }

    @Test("Statistics of rows that lie one after another are those of the rows")
    func statistics() throws {
        let rows: [[Float]] = [[1, 5, 0], [3, 5, 0.08], [1, 5, 0], [3, 5, 0.08]]
        let statistics = LatentStatistics(rows: Array(rows.joined()), dimension: 3)
        #expect(statistics.images == 4 && statistics.dimensions == LatentDimensions(rows) && statistics.dimensions?.dead == 2)
        #expect(statistics.meanCosine == LatentCollapse.meanPairwiseCosine(rows))
        let none = LatentStatistics(rows: [], dimension: 3)
        #expect(none.images == 0 && none.meanCosine == nil && none.dimensions == nil)
    }
}
