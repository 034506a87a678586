import SemblanceCore
import SemblanceModels
import SemblanceTensor
import SemblanceTestSupport
import Testing

@testable import SemblanceTraining

@Suite("A short run") struct LearningTests {
    @Test("learns: the encoder's loss falls, and E finds in G(z) the z that it was made of, where an untrained one does not")
    func learns() async throws {
        var configuration = DrawnFaces.configuration(.steps(300), emaDecay: 0.95)
        configuration.model.network.width = 32
        let (corpus, folder) = try DrawnFaces.corpus()
        let witness = Witness()
        let (_, model) = try await DrawnFaces.loop(configuration, corpus: corpus, observers: [witness]).run()

        let losses = await witness.progress.compactMap { $0.losses["encoder"] }
        let early = losses.prefix(20).reduce(0, +) / 20
        let late = losses.suffix(50).reduce(0, +) / 50
        #expect(late < early - 0.25)

        let untrained = try await GANImageModel(ModelNetworks(configuration.model, seed: 1))
        let before = try await correlation(of: untrained)
        let after = try await correlation(of: model)
        #expect(abs(before) < 0.1)
        #expect(after > 0.7)
        withExtendedLifetime(folder) {}
    }

    /// The mean of ρ(z, E(G(z))) over fresh z, in evaluation mode and through 8-bit pixels, as the model is used.
    private func correlation(of model: GANImageModel) async throws -> Float {
        var random = SplitMix64(seed: 77)
        let z = (0..<256).map { _ in random.normal(count: model.latentDimension) }
        let latents = try await model.encode(model.generate(z, truncation: 1))
        return zip(z, latents).reduce(0) { $0 + pearsonCorrelation($1.0, $1.1.vector) } / Float(z.count)
    }
}
