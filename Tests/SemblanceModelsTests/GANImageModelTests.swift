import SemblanceCore
import SemblanceTensor
import Testing

@testable import SemblanceModels

@Suite("A model at work")
struct GANImageModelTests {
    @TensorActor private func model(_ precision: Precision, resolution: Int = 64, width: Int = 64) throws -> GANImageModel {
        let network = NetworkConfiguration(resolution: resolution, width: width, latentDimension: 32)
        return try GANImageModel(ModelNetworks(ModelConfiguration(network: network, inferencePrecision: precision), seed: 7))
    }

    private func images(_ count: Int, side: Int = 64) -> [RGBImage] {
        var random = SplitMix64(seed: 8)
        return (0..<count).map { _ in
            RGBImage(width: side, height: side, pixels: (0..<(side * side * 3)).map { _ in UInt8(truncatingIfNeeded: random.next()) })
        }
    }

    @Test("the same pixels give the same latent, alone and in any company", arguments: Precision.allCases)
    func batchIndependence(precision: Precision) async throws {
        let model = try await self.model(precision)
        let images = self.images(70)
        let together = try await model.encode(images)
        #expect(together.count == 70)
        for count in [1, 2, 3, 7, 8, 9, 17, 33, 64, 65] {
            let alone = try await model.encode(Array(images.prefix(count)))
            for (a, b) in zip(alone, together) {
                #expect(Metric.euclidean.distance(a.vector, b.vector) < 1e-5, "in company of \(count)")
            }
        }
    }

    @Test("and on a lane as on the tensor thread", arguments: Precision.allCases)
    func laneIndependence(precision: Precision) async throws {
        let model = try await self.model(precision)
        let images = self.images(64)
        let alone = try await TensorActor.run { try model.latents(of: images) }
        for latents in try await [model.encode(images), model.encode(images)] {
            for (a, b) in zip(latents, alone) { #expect(Metric.euclidean.distance(a.vector, b.vector) < 1e-5) }
        }
    }

    @Test("and with any number of threads")
    @TensorActor func threadIndependence() throws {
        // Nothing here leaves the tensor thread, so no other test meets the changed number.
        let before = Torch.threads
        defer { Torch.threads = before }
        let model = try self.model(.fp32)
        let images = self.images(9)
        Torch.threads = 2
        let many = try model.latents(of: images)
        Torch.threads = 1
        let one = try model.latents(of: images)
        for (a, b) in zip(many, one) { #expect(Metric.euclidean.distance(a.vector, b.vector) < 1e-5) }
    }

    @Test("latents are normalised and remember what that took away")
    func normalised() async throws {
        let model = try await self.model(.fp32)
        for latent in try await model.encode(images(3)) {
            let statistics = VectorStatistics(latent.vector)
            #expect(abs(statistics.average) < 1e-6)
            #expect(abs(statistics.deviation - 1) < 1e-5)
            #expect(abs(try #require(latent.realism) + latent.average) < 1e-6)
            let length = (latent.average * latent.average + latent.deviation * latent.deviation).squareRoot() * Float(32).squareRoot()
            #expect(abs(latent.norm - length) < 1e-5 * max(1, length))
        }
    }

    @Test("samples follow from their seed alone")
    func samples() async throws {
        let model = try await self.model(.fp32, resolution: 32, width: 16)
        let a = try await model.sample(count: 3, seed: 1, truncation: 0.9)
        #expect(a.count == 3 && a[0].width == 32)
        #expect(try await model.sample(count: 3, seed: 1, truncation: 0.9) == a)
        #expect(try await model.sample(count: 3, seed: 2, truncation: 0.9) != a)
    }

    @Test("images and latents of another size are refused; none give none")
    func wrongSizes() async throws {
        let model = try await self.model(.fp32, resolution: 32, width: 16)
        await #expect(throws: SemblanceError.self) { try await model.encode(images(1, side: 33)) }
        await #expect(throws: SemblanceError.self) { try await model.generate([[1, 2]], truncation: 1) }
        #expect(try await model.encode([]).isEmpty)
        #expect(try await model.generate([], truncation: 1).isEmpty)
    }

    @Test("pixels survive the way into a tensor and back")
    @TensorActor func pixels() throws {
        let image = self.images(1)[0]
        let values = try Tensor(images: [image]).floats()
        #expect(values.allSatisfy { abs($0) <= 1 })
        #expect(RGBImage(planar: values, side: 64) == image)
    }
}
