import SemblanceTensor
import Testing

@testable import SemblanceModels

@Suite("The O-GAN objective")
struct OGANObjectiveTests {
    @TensorActor private struct Fixture {
        let networks: GANNetworks
        let batch: TrainingBatch

        init() throws {
            networks = try GANNetworks(NetworkConfiguration(resolution: 32, width: 16, latentDimension: 8), seed: 4)
            let generator = try RandomGenerator(seed: 5)
            batch = try TrainingBatch(
                images: Tensor.randomNormal(shape: [6, 3, 32, 32], generator: generator).tanh(),
                latents: Tensor.randomNormal(shape: [6, 8], generator: generator))
        }
    }

    @Test("E minimises a score on real images that the fakes' is pushed above: lower is more real")
    @TensorActor func direction() throws {
        let fixture = try Fixture()
        let objective = OGANObjective(.init(correlationWeight: 0), networks: fixture.networks, precision: .fp32)
        let phase = objective.phases[0]
        let optimizer = try Optimizer(.adam(learningRate: 1e-3, beta1: 0.5, beta2: 0.999, epsilon: 1e-8), parameters: phase.parameters)
        let encoderCount = fixture.networks.encoder.state("").parameters.count
        for _ in 0..<15 {
            let update = try objective.update(phase, on: fixture.batch)
            try optimizer.step(update.gradients.enumerated().map { $0 < encoderCount ? $1 : nil })
        }
        let gap = try objective.update(phase, on: fixture.batch).losses.first { $0.name == "gap" }
        #expect(try #require(gap).value.scalar() < -0.05)
        #expect(ObjectiveKind.oGAN.realism(encodingAverage: -2) == 2)
    }

    @Test("E's running statistics see real images only")
    @TensorActor func runningStatistics() throws {
        let (fixture, twin) = (try Fixture(), try Fixture())
        let objective = OGANObjective(.init(), networks: fixture.networks, precision: .fp32)
        _ = try objective.update(objective.phases[0], on: fixture.batch)
        _ = try twin.networks.encoder(twin.batch.images, .training)
        for (a, b) in zip(fixture.networks.encoder.state("").entries, twin.networks.encoder.state("").entries) where a.kind == .buffer {
            #expect(try a.tensor.floats() == b.tensor.floats(), "\(a.name)")
        }
    }

    @Test("bf16 gives nearly the losses of fp32")
    @TensorActor func precision() throws {
        let (a, b) = (try Fixture(), try Fixture())
        let exact = OGANObjective(.init(), networks: a.networks, precision: .fp32)
        let fast = OGANObjective(.init(), networks: b.networks, precision: .bf16)
        for (left, right) in zip(try exact.update(exact.phases[0], on: a.batch).losses, try fast.update(fast.phases[0], on: b.batch).losses)
        {
            #expect(abs(try left.value.scalar() - right.value.scalar()) < 0.05, "\(left.name)")
        }
    }
}
