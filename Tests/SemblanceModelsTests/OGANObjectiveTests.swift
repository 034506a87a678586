import SemblanceCore
import SemblanceTensor
import Testing

@testable import SemblanceModels

@Suite("The O-GAN objective")
struct OGANObjectiveTests {
    @TensorActor private struct Fixture {
        let networks: ModelNetworks
        let batch: TrainingBatch

        init(_ objective: ObjectiveConfiguration = .init()) throws {
            let network = NetworkConfiguration(resolution: 32, width: 16, latentDimension: 8)
            networks = try ModelNetworks(ModelConfiguration(objective: objective, network: network), seed: 4)
            let generator = try RandomGenerator(seed: 5)
            batch = try TrainingBatch(
                images: Tensor.randomNormal(shape: [6, 3, 32, 32], generator: generator).tanh(),
                latents: Tensor.randomNormal(shape: [6, 8], generator: generator), noise: generator)
        }
    }

    @Test("E minimises a score on real images that the fakes' is pushed above: lower is more real")
    @TensorActor func direction() throws {
        let fixture = try Fixture(.init(correlationWeight: 0))
        let objective = try fixture.networks.objective(precision: .fp32)
        let phase = objective.phases[0]
        let optimizer = try Optimizer(.adam(learningRate: 1e-3, beta1: 0.5, beta2: 0.999, epsilon: 1e-8), parameters: phase.parameters)
        let encoder = try #require(fixture.networks.encoder)
        let encoderCount = encoder.state("").parameters.count
        for _ in 0..<15 {
            let update = try objective.update(phase, on: fixture.batch)
            try optimizer.step(update.gradients.enumerated().map { $0 < encoderCount ? $1 : nil })
        }
        let gap = try objective.update(phase, on: fixture.batch).losses.first { $0.name == "gap" }
        #expect(try #require(gap).value.scalar() < -0.05)
        let code = try encoder(fixture.batch.images, .batchOnly)
        let realism = try #require(try fixture.networks.realism(of: fixture.batch.images, code: code, .batchOnly))
        #expect(try realism.floats() == code.latentAverage().floats().map { -$0 })
    }

    @Test("E's running statistics see real images only")
    @TensorActor func runningStatistics() throws {
        let (fixture, twin) = (try Fixture(), try Fixture())
        let (encoder, twinEncoder) = (try #require(fixture.networks.encoder), try #require(twin.networks.encoder))
        let objective = try fixture.networks.objective(precision: .fp32)
        _ = try objective.update(objective.phases[0], on: fixture.batch)
        _ = try twinEncoder(twin.batch.images, .training)
        for (a, b) in zip(encoder.state("").entries, twinEncoder.state("").entries) where a.kind == .buffer {
            #expect(try a.tensor.floats() == b.tensor.floats(), "\(a.name)")
        }
    }

    @Test("bf16 gives nearly the losses of fp32")
    @TensorActor func precision() throws {
        let (a, b) = (try Fixture(), try Fixture())
        let exact = try a.networks.objective(precision: .fp32)
        let fast = try b.networks.objective(precision: .bf16)
        for (left, right) in zip(try exact.update(exact.phases[0], on: a.batch).losses, try fast.update(fast.phases[0], on: b.batch).losses)
        {
            #expect(abs(try left.value.scalar() - right.value.scalar()) < 0.05, "\(left.name)")
        }
    }
}
