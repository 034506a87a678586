import Testing

@testable import SemblanceService

@Suite("Familiarity") struct FamiliarityTests {
    /// Round trips of these agreements.
    private static func trips(_ agreements: [Float]) -> [RoundTrip] {
        agreements.map { RoundTrip(latentCorrelation: 1, edgeCorrelation: $0) }
    }

    @Test(
        "by the critic is the two-sided tail of a score's percentile",
        arguments: zip([0, 1, 1.5, 2.5, 3, 4, 9] as [Float], [0, 0.25, 0.5, 1, 0.75, 0.25, 0] as [Float]))
    func tails(score: Float, expected: Float) throws {
        let familiarity = try #require(Familiarity(scores: [3, 1, 2, 4]).of(realism: score))
        #expect(abs(familiarity - expected) < 1e-6)
    }

    @Test("counts ties half: a score that all share is as usual as can be")
    func ties() {
        #expect(Familiarity(scores: [2, 2, 2, 2]).of(realism: 2) == 1)
        #expect(Familiarity(scores: [1, 2, 2, 5]).of(realism: 2) == 1)
        #expect(Familiarity(scores: [1, 1, 1, 5]).of(realism: 1) == 0.75)
        #expect(Familiarity(scores: [7]).of(realism: 7) == 1)
    }

    @Test(
        "with the round trip is the smaller of the critic's share and of the share whose round trip agrees less",
        arguments: zip([0.5, 0.15, 0.25, 0.05, 0.9] as [Float], [1, 0.25, 0.5, 0, 1] as [Float]))
    func smaller(agreement: Float, expected: Float) throws {
        let familiarity = Familiarity(
            FamiliarityQuantiles(realism: [1, 2, 3, 4], roundTrips: Self.trips([0.1, 0.2, 0.3, 0.4]), count: 4))
        let trip = RoundTrip(latentCorrelation: 1, edgeCorrelation: agreement)
        #expect(abs(try #require(familiarity.of(realism: 2.5, roundTrip: trip)) - expected) < 1e-5)
        // An unusual score is not made up for.
        #expect(familiarity.of(realism: 9, roundTrip: trip) == 0)
        #expect(familiarity.of(realism: 2.5) == 1)
    }

    @Test("of a model without a critic is the round trip's share alone, and nothing without one")
    func withoutCritic() throws {
        let familiarity = Familiarity(FamiliarityQuantiles(realism: [], roundTrips: Self.trips([0.1, 0.2, 0.3, 0.4]), count: 4))
        #expect(familiarity.of(realism: nil) == nil)
        let trip = RoundTrip(latentCorrelation: 1, edgeCorrelation: 0.25)
        #expect(abs(try #require(familiarity.of(realism: nil, roundTrip: trip)) - 0.5) < 1e-5)
    }

    @Test("is unknown without a corpus")
    func empty() {
        let familiarity = Familiarity(FamiliarityQuantiles(realism: [], roundTrips: [], count: 0))
        #expect(Familiarity(scores: []).of(realism: 1) == nil)
        #expect(familiarity.of(realism: 1) == nil)
        #expect(familiarity.of(realism: 1, roundTrip: RoundTrip(latentCorrelation: 1, edgeCorrelation: 1)) == nil)
    }

    @Test("agrees only where both the latent and the edges come back", arguments: [(0.5, 0.5, 0.25), (-0.5, -0.5, 0), (0.9, 0, 0)])
    func agreement(latents: Float, edges: Float, expected: Float) {
        #expect(RoundTrip(latentCorrelation: latents, edgeCorrelation: edges).agreement == expected)
    }

    @Test(
        "is measured again once the corpus has grown or shrunk by a quarter",
        arguments: zip([100, 124, 125, 76, 75, 0], [true, true, false, true, false, false]))
    func growth(count: Int, stillHolds: Bool) {
        #expect(FamiliarityQuantiles(realism: [], roundTrips: [], count: 100).describes(count: count) == stillHolds)
    }
}
