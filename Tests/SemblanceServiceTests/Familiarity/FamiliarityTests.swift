import Testing

@testable import SemblanceService

@Suite("Familiarity") struct FamiliarityTests {
    @Test(
        "is the two-sided tail of a score's percentile",
        arguments: zip([0, 1, 1.5, 2.5, 3, 4, 9] as [Float], [0, 0.25, 0.5, 1, 0.75, 0.25, 0] as [Float]))
    func tails(score: Float, expected: Float) throws {
        let familiarity = try #require(Familiarity(scores: [1, 2, 3, 4]).of(realism: score))
        #expect(abs(familiarity - expected) < 1e-6)
    }

    @Test("counts ties half: a score that all share is as usual as can be")
    func ties() {
        #expect(Familiarity(scores: [2, 2, 2, 2]).of(realism: 2) == 1)
        #expect(Familiarity(scores: [1, 2, 2, 5]).of(realism: 2) == 1)
        #expect(Familiarity(scores: [1, 1, 1, 5]).of(realism: 1) == 0.75)
        #expect(Familiarity(scores: [7]).of(realism: 7) == 1)
    }

    @Test("is unknown without a corpus")
    func empty() {
        #expect(Familiarity(scores: []).of(realism: 1) == nil)
    }
}
