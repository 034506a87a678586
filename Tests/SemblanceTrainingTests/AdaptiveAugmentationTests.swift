import SemblanceCore
import SemblanceModels
import SemblanceTensor
import SemblanceTestSupport
import Testing

@testable import SemblanceTraining

@Suite("Adaptive augmentation") struct AdaptiveAugmentationTests {
    private let configuration = AugmentationConfiguration(operations: [.flip], probability: 0.5, target: 0.6)

    @Test("the probability rises while held-out photos look like fakes to the critic, falls while they do not, and stays in 0 … 1")
    func direction() throws {
        var adaptive = try #require(AdaptiveAugmentation(configuration))
        #expect(adaptive.overfitting == nil && adaptive.figures == ["augmentation": 0.5])
        adaptive.observe(CriticMeans(seen: 1, heldOut: 0.1, generated: 0), images: 1000)
        #expect(abs(adaptive.probability - 0.51) < 1e-9 && abs((adaptive.overfitting ?? 0) - 0.9) < 1e-6)
        adaptive.observe(CriticMeans(seen: 1, heldOut: 0.1, generated: 0), images: 1_000_000)
        #expect(adaptive.probability == 1)
        for _ in 0..<20 { adaptive.observe(CriticMeans(seen: 1, heldOut: 1, generated: 0), images: 5000) }
        #expect(adaptive.probability < 0.5 && (adaptive.overfitting ?? 1) < 0.1)
        for _ in 0..<20 { adaptive.observe(CriticMeans(seen: 1, heldOut: 1, generated: 0), images: 50_000) }
        #expect(adaptive.probability == 0)
    }

    @Test("a critic that cannot tell photos from fakes moves nothing; what is kept goes on where it stood; without a target there is none")
    func states() throws {
        var adaptive = try #require(AdaptiveAugmentation(configuration))
        adaptive.observe(CriticMeans(seen: 0, heldOut: -5, generated: 1), images: 1000)
        #expect(adaptive.probability == 0.5 && adaptive.overfitting == nil)
        adaptive.observe(CriticMeans(seen: 9, heldOut: 3, generated: 0), images: 1000)
        var other = try #require(AdaptiveAugmentation(configuration))
        other.restore(adaptive.state)
        #expect(other.state == adaptive.state && other.overfitting == adaptive.overfitting && other.overfitting != nil)
        #expect(AdaptiveAugmentation(AugmentationConfiguration(operations: [.flip])) == nil)
    }

    @Test("a run that adapts goes on to the same bits after a stop")
    func resume() async throws {
        var configuration = DrawnFaces.configuration(.steps(12), emaDecay: 0.9)
        configuration.model.objective.augmentation = AugmentationConfiguration(operations: [.flip, .cutout], probability: 0.3, target: 0.6)
        configuration.heldOut = .count(8)
        let folder = try DrawnFaces.folder()
        let corpus = try DrawnFaces.corpus(in: folder, heldOut: .count(8))
        func last(_ configuration: TrainingConfiguration, from bytes: [UInt8]? = nil) async throws -> [UInt8] {
            let witness = Witness()
            let loop = try await TensorActor.run {
                try TrainingLoop(
                    configuration, corpus: corpus, observers: [witness],
                    resuming: bytes.map { try TrainingCheckpoint(bytes: $0, source: "half") })
            }
            _ = try await loop.run()
            return try #require(await witness.saves.last).checkpoint
        }
        let straight = try await last(configuration)
        var half = configuration
        half.length = .steps(6)
        let resumed = try await last(configuration, from: last(half))
        let (a, b) = try await TensorActor.run {
            (try TrainingCheckpoint(bytes: straight, source: "a").record, try TrainingCheckpoint(bytes: resumed, source: "b").record)
        }
        #expect(a.augmentation == b.augmentation && a.augmentation.count == 4 && a.losses == b.losses)
        #expect(a.losses["augmentation"] != nil && a.losses["augmentation"] != 0.3)
        withExtendedLifetime(folder) {}
    }

    @Test("too few held-out photos to adapt by are refused")
    func tooFew() async throws {
        var configuration = DrawnFaces.configuration()
        configuration.model.objective.augmentation = self.configuration
        let (corpus, folder) = try DrawnFaces.corpus()
        let error = await failure { [configuration] in _ = try await DrawnFaces.loop(configuration, corpus: corpus) }
        #expect(error?.code == .invalidArgument && error?.advice?.contains("--held-out 8") == true)
        withExtendedLifetime(folder) {}
    }
}
