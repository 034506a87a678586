import SemblanceTensor
import Testing

@testable import SemblanceModels

@Suite("The regulariser by the previous generator")
struct PreviousGeneratorTests {
    /// SGAN on the same golden networks, with and without the term.
    @TensorActor
    private func objective(weight: Double) throws -> (objective: any Objective, batch: TrainingBatch) {
        let family = FamilyCase(name: "sgan", objective: .init(kind: .sgan, previousGeneratorWeight: weight))
        let golden = try Golden(family.name, family.configuration)
        let batch = TrainingBatch(images: try golden["input.x"], latents: try golden["input.z"], noise: GivenNoise())
        return (try golden.networks.objective(precision: .fp32), batch)
    }

    @Test("it is 0 in the first update; from the second on it holds the generator near where it was one update before")
    @TensorActor func oneBehind() throws {
        let (regularised, plain) = (try objective(weight: 100), try objective(weight: 0))
        func generatorUpdate(_ made: (objective: any Objective, batch: TrainingBatch)) throws -> PhaseUpdate {
            try made.objective.update(made.objective.phases[1], on: made.batch)
        }
        let (first, firstPlain) = (try generatorUpdate(regularised), try generatorUpdate(plain))
        #expect(try abs(first.loss("generator") - firstPlain.loss("generator")) < 1e-6)
        for made in [regularised, plain] {
            let phase = made.objective.phases[1]
            let optimizer = try Optimizer(.adam(learningRate: 1e-3, beta1: 0.5, beta2: 0.999, epsilon: 1e-8), parameters: phase.parameters)
            try optimizer.step(firstPlain.gradients)
        }
        let (second, secondPlain) = (try generatorUpdate(regularised), try generatorUpdate(plain))
        #expect(try second.loss("generator") > secondPlain.loss("generator") + 1e-4)
        let pulls = try zip(second.gradients, secondPlain.gradients).map { try ($0 ?? .full(0, shape: [])) - ($1 ?? .full(0, shape: [])) }
        #expect(try pulls.contains { try $0.absolute().mean().scalar() > 1e-3 })
        // The weights now are those of the second update: a third without a step between finds nothing to hold.
        #expect(try abs(generatorUpdate(regularised).loss("generator") - secondPlain.loss("generator")) < 1e-6)
    }

    @Test("a weight of 0 keeps nothing in memory; any other keeps one generator")
    @TensorActor func memory() throws {
        let (regularised, plain) = (try objective(weight: 1).objective, try objective(weight: 0).objective)
        #expect(plain.memory.entries.isEmpty)
        #expect(regularised.memory.parameterCount == regularised.phases[1].parameters.reduce(0) { $0 + $1.count })
    }
}
