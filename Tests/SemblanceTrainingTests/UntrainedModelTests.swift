import SemblanceCore
import SemblanceModels
import SemblanceTensor
import SemblanceTraining
import Testing

@Suite("An untrained model") struct UntrainedModelTests {
    private func photos(_ count: Int) -> [RGBImage] {
        var random = SplitMix64(seed: 3)
        return (0..<count).map { _ in
            let level = Int.random(in: 0..<200, using: &random)
            return RGBImage(
                width: 32, height: 32, pixels: (0..<3072).map { _ in UInt8(level + Int.random(in: 0...55, using: &random)) })
        }
    }

    private func configuration(_ kind: ObjectiveKind) -> ModelConfiguration {
        ModelConfiguration(
            objective: ObjectiveConfiguration(kind: kind), network: NetworkConfiguration(resolution: 32, width: 8, latentDimension: 8))
    }

    @Test("A seed determines it, and its statistics are those of the photos")
    func statistics() async throws {
        let (photos, configuration) = (photos(40), configuration(.oGAN))
        // The same bits need the same number of threads, which other tests change meanwhile to one.
        await TensorActor.run { Torch.threads = 1 }
        let first = try await UntrainedModel.make(configuration, seed: 1, photos: photos, device: .cpu)
        let second = try await UntrainedModel.make(configuration, seed: 1, photos: photos, device: .cpu)
        let other = try await UntrainedModel.make(configuration, seed: 2, photos: photos, device: .cpu)
        let latents = try await first.encode(photos)
        #expect(try await second.encode(photos) == latents)
        #expect(try await other.encode(photos) != latents)
        // Photos of another brightness give other statistics, and so other latents.
        let dark = photos.map { RGBImage(width: 32, height: 32, pixels: $0.pixels.map { $0 / 4 }) }
        let elsewhere = try await UntrainedModel.make(configuration, seed: 1, photos: dark, device: .cpu)
        #expect(try await elsewhere.encode(photos) != latents)
        #expect(first.configuration == configuration)
    }

    @Test("A model that only generates has its own; without photos there is none")
    func others() async throws {
        let model = try await UntrainedModel.make(configuration(.sgan), seed: 1, photos: photos(3), device: .cpu)
        #expect(try await model.sample(count: 2, seed: 1, truncation: 1).count == 2)
        await #expect(throws: SemblanceError.self) {
            try await UntrainedModel.make(configuration(.oGAN), seed: 1, photos: [], device: .cpu)
        }
    }
}
