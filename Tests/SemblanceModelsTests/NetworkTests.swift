import SemblanceCore
import SemblanceTensor
import Testing

@testable import SemblanceModels

@Suite("Networks")
struct NetworkTests {
    @Test(
        "shapes at every resolution, width and kind",
        arguments: NetworkConfiguration.resolutions, NetworkConfiguration.GeneratorNormalization.allCases)
    @TensorActor func shapes(resolution: Int, normalization: NetworkConfiguration.GeneratorNormalization) throws {
        for (kernel, latents) in [(5, 3), (4, 17)] {
            let configuration = NetworkConfiguration(
                resolution: resolution, width: 32, latentDimension: latents, kernel: kernel, generatorNormalization: normalization)
            let networks = try ModelNetworks(ModelConfiguration(network: configuration), seed: 1)
            let z = try Tensor.randomNormal(shape: [2, latents], generator: RandomGenerator(seed: 1))
            let image = try networks.generator(z, .batchOnly)
            #expect(image.shape == [2, 3, resolution, resolution])
            #expect(try image.floats().allSatisfy { abs($0) <= 1 })
            #expect(try networks.encode(image, .batchOnly).shape == [2, latents])
        }
    }

    @Test("the published network at 128 px has the published sizes")
    @TensorActor func published() throws {
        let configuration = NetworkConfiguration(resolution: 128, width: 1024)
        #expect(configuration.encoderWidths == [64, 128, 256, 512, 1024])
        let initializer = Initializer(scheme: .normal, generator: try RandomGenerator(seed: 1), device: .cpu)
        let encoder = try DCGANEncoder(configuration, outputs: 128, initializer)
        let convolutions = 25 * (3 * 64 + 64 * 128 + 128 * 256 + 256 * 512 + 512 * 1024) + 64
        #expect(encoder.state("").parameterCount == convolutions + 2 * (128 + 256 + 512 + 1024) + 16 * 1024 * 128 + 128)
    }

    @Test(
        "shapes that no network has are refused",
        arguments: [(48, 64, 8, 5), (64, 100, 8, 5), (64, 64, 2, 5), (64, 64, 8, 3), (64, 0, 8, 5)])
    func refused(resolution: Int, width: Int, latents: Int, kernel: Int) {
        let configuration = NetworkConfiguration(resolution: resolution, width: width, latentDimension: latents, kernel: kernel)
        let error = #expect(throws: SemblanceError.self) { try configuration.validate() }
        #expect(error?.code == .invalidArgument)
    }

    @Test("a pass in running mode changes nothing; one in batch mode moves the statistics by the momentum")
    @TensorActor func modes() throws {
        let networks = try ModelNetworks(
            ModelConfiguration(network: NetworkConfiguration(resolution: 32, width: 16, latentDimension: 8)), seed: 1)
        let encoder = try #require(networks.encoder)
        func buffers() throws -> [[Float]] {
            try encoder.state("").entries.filter { $0.kind == .buffer }.map { try $0.tensor.floats() }
        }
        let x = try Tensor.randomNormal(shape: [4, 3, 32, 32], generator: RandomGenerator(seed: 2))
        let before = try buffers()
        _ = try encoder(x, .running)
        _ = try encoder(x, .batchOnly)
        #expect(try buffers() == before)
        _ = try encoder(x, .training)
        let after = try buffers()
        #expect(after != before)
        // Variances start at 1 and the batch's are far smaller: 0.99 of the old remains.
        #expect(after[1].allSatisfy { abs($0 - 0.99) < 0.005 })
    }
}
