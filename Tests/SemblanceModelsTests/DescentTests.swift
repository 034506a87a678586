import SemblanceTensor
import Testing

@testable import SemblanceModels

@Suite("Descent of each objective")
struct DescentTests {
    @Test("steps along a phase's gradients lower what the phase minimises, while the other networks stand still", arguments: FamilyCase.all)
    @TensorActor func descends(family: FamilyCase) throws {
        try onOneThread {
            for (index, phase) in try family.load().objective.phases.enumerated() {
                for part in family.parts(of: phase) {
                    let (golden, objective, batch) = try family.load()
                    let phase = objective.phases[index]
                    let chosen = Set(try part.indices(in: golden.names(of: phase)))
                    let optimizer = try Optimizer(
                        .adam(learningRate: 1e-3, beta1: 0.5, beta2: 0.999, epsilon: 1e-8), parameters: phase.parameters)
                    var losses: [Float] = []
                    for _ in 0..<8 {
                        let update = try objective.update(phase, on: batch)
                        losses.append(try part.loss(update))
                        try optimizer.step(update.gradients.enumerated().map { chosen.contains($0) ? $1 : nil })
                    }
                    let (first, last) = (losses[0], losses[7])
                    #expect(last < first - 0.01 * abs(first), "\(phase.name), \(part.prefixes): \(losses)")
                }
            }
        }
    }

    @Test(
        "a critic that learns alone widens the gap in the direction that its scores are read",
        arguments: FamilyCase.all.filter { $0.objective.kind != .vae })
    @TensorActor func gap(family: FamilyCase) throws {
        try onOneThread {
            let (golden, objective, batch) = try family.load()
            let phase = objective.phases[0]
            let names = try golden.names(of: phase)
            let optimizer = try Optimizer(.adam(learningRate: 1e-3, beta1: 0.5, beta2: 0.999, epsilon: 1e-8), parameters: phase.parameters)
            var gaps: [Float] = []
            for _ in 0..<8 {
                let update = try objective.update(phase, on: batch)
                gaps.append(try update.loss("gap"))
                try optimizer.step(zip(names, update.gradients).map { $0.hasPrefix("generator.") ? nil : $1 })
            }
            let isLowerMoreReal = family.objective.kind == .oGAN && family.objective.base == .qp
            #expect(isLowerMoreReal ? gaps[7] < gaps[0] : gaps[7] > gaps[0], "\(gaps)")
        }
    }
}
