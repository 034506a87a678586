import SemblanceTestSupport
import Testing

@testable import SemblanceTraining

@Suite("The learning rate's fall") struct LearningRateDecayTests {
    @Test("it stays until its start, falls without a rise, and ends near 0", arguments: [LearningRateDecay.Shape.linear, .cosine])
    func fall(shape: LearningRateDecay.Shape) {
        let decay = LearningRateDecay(shape, start: 0.5)
        let factors = (0..<100).map { decay.factor(step: $0, of: 100) }
        #expect(factors.prefix(51).allSatisfy { $0 == 1 })
        #expect(zip(factors, factors.dropFirst()).dropFirst(50).allSatisfy { $0 > $1 })
        #expect((factors.last ?? 1) > 0 && (factors.last ?? 1) < 0.03)
        #expect(abs(factors[75] - 0.5) < 1e-9)
        #expect(abs(factors[60] - (shape == .linear ? 0.8 : 0.904508497)) < 1e-6)
    }

    @Test("without a shape, or without a number of steps, nothing falls")
    func none() {
        #expect((0..<10).allSatisfy { LearningRateDecay().factor(step: $0, of: 10) == 1 })
        #expect(LearningRateDecay(.linear).factor(step: 9, of: nil) == 1)
        // A run that is longer than it was made for stays at the end.
        #expect(LearningRateDecay(.linear).factor(step: 30, of: 10) == 0)
    }

    @Test("a run uses it: its steps are shorter, and it says by how much")
    func run() async throws {
        let (corpus, folder) = try DrawnFaces.corpus()
        var configuration = DrawnFaces.configuration(.steps(4))
        configuration.learningRateDecay = LearningRateDecay(.linear, start: 0)
        let (falling, constant) = (Witness(), Witness())
        _ = try await DrawnFaces.loop(configuration, corpus: corpus, observers: [falling]).run()
        _ = try await DrawnFaces.loop(DrawnFaces.configuration(.steps(4)), corpus: corpus, observers: [constant]).run()
        #expect(await falling.progress.map(\.learningRateFactor) == [1, 0.75, 0.5, 0.25])
        let (a, b) = (await falling.progress.map(\.losses), await constant.progress.map(\.losses))
        // The first two steps are taken with the same weights; what differs shows in the losses after the second.
        #expect(a[0] == b[0] && a[1] == b[1] && a[2] != b[2])
        withExtendedLifetime(folder) {}
    }
}
