import SemblanceTensor
import Testing

@testable import SemblanceModels

@Suite("Gradient checks")
struct GradientCheckTests {
    private static let tolerance = 0.02

    @Test("every phase's gradients are the slopes of its loss", arguments: FamilyCase.all)
    @TensorActor func slopes(family: FamilyCase) throws {
        try onOneThread {
            let (golden, objective, batch) = try family.load()
            try settlePowerMethod(golden, batch)
            for phase in objective.phases {
                let state = try saved(golden, objective)
                let update = try objective.update(phase, on: batch)
                let names = try golden.names(of: phase)
                for part in family.parts(of: phase) {
                    let chosen = try part.indices(in: names)
                    let check = DirectionalDerivative(
                        parameters: chosen.map { phase.parameters[$0] }, gradients: try chosen.map { try #require(update.gradients[$0]) }
                    ) {
                        for (entry, value) in state { try entry.assign(value) }
                        return try part.loss(objective.update(phase, on: batch))
                    }
                    for seed in 1...3 {
                        let error = try check.error(seed: UInt64(seed))
                        #expect(error < Self.tolerance, "\(phase.name), \(part.prefixes), direction \(seed): \(error)")
                    }
                }
            }
        }
    }

    @Test("a gradient check fails for a gradient that is 10 % too long, and for one that lacks a layer")
    @TensorActor func sensitivity() throws {
        let family = try #require(FamilyCase.all.first { $0.name == "o-gan-sgan" })
        let (golden, objective, batch) = try family.load()
        let phase = objective.phases[0]
        let names = try golden.names(of: phase)
        let chosen = names.indices.filter { names[$0].hasPrefix("encoder.") }
        let gradients = try objective.update(phase, on: batch).gradients
        func error(_ change: (Int, Tensor) throws -> Tensor) throws -> Double {
            let changed = try chosen.map { try change($0, #require(gradients[$0])) }
            return try DirectionalDerivative(parameters: chosen.map { phase.parameters[$0] }, gradients: changed) {
                try objective.update(phase, on: batch).loss("encoder")
            }.error(seed: 1)
        }
        #expect(try error { $1 } < Self.tolerance)
        #expect(try error { try $1 * 1.1 } > Self.tolerance)
        #expect(try error { try names[$0] == "encoder.dense.weight" ? -$1 : $1 } > Self.tolerance)
    }

    /// At the singular vector itself σ's slope by u is 0, so that a difference, which moves u too, measures what a gradient does.
    @TensorActor
    private func settlePowerMethod(_ golden: Golden, _ batch: TrainingBatch) throws {
        let critic = if case .image(let critic) = golden.networks.critic { critic } else { golden.networks.encoder }
        guard let critic, critic.state("").entries.contains(where: { $0.name.hasSuffix(".spectral_u") }) else { return }
        try withoutGradients {
            for _ in 0..<100 { _ = try critic(batch.images, .training) }
        }
    }

    /// Copies of everything that an update may move: statistics, the power method's vectors, G°.
    @TensorActor
    private func saved(_ golden: Golden, _ objective: any Objective) throws -> [(Tensor, Tensor)] {
        let entries = golden.networks.state.entries.filter { $0.kind == .buffer } + objective.memory.entries
        return try entries.map { ($0.tensor, try $0.tensor.detached() + 0) }
    }
}
