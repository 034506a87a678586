import SemblanceTensor
import Testing

@testable import SemblanceModels

@Suite("The whole family's parity with an independent PyTorch implementation")
struct FamilyParityTests {
    private static let tolerance: Float = 1e-4

    @Test("every loss, every gradient of every phase, and the vectors of the power method agree", arguments: FamilyCase.all)
    @TensorActor func updates(family: FamilyCase) throws {
        let (golden, objective, batch) = try family.load()
        var compared = Set<String>()
        for phase in objective.phases {
            try family.restorePreviousGenerator(objective, from: golden)
            let update = try objective.update(phase, on: batch)
            for loss in update.losses {
                let expected = try golden["output.loss.\(loss.name)"].scalar()
                let value = try loss.value.scalar()
                #expect(abs(value - expected) <= Self.tolerance * abs(expected) + 1e-6, "\(loss.name): \(value), \(expected)")
                compared.insert("output.loss.\(loss.name)")
            }
            compared.formUnion(try compareGradients(update, of: phase, golden))
        }
        for entry in golden.networks.state.entries where entry.name.hasSuffix(".spectral_u") {
            #expect(try relativeError(entry.tensor, golden["output.\(entry.name)"]) < Self.tolerance, "\(entry.name)")
            compared.insert("output.\(entry.name)")
        }
        let expected = golden.file.tensors.keys.filter { $0.hasPrefix("gradient.") || $0.hasPrefix("output.") }
        let unseen = Set(expected).subtracting(compared).subtracting(Self.unreported)
        #expect(unseen.isEmpty, "nothing was compared with \(unseen.sorted())")
    }

    @Test(
        "one optimizer step moves every parameter by as much",
        arguments: FamilyCase.all.filter { ["gan-qp-l1", "sgan-sn", "wgan-gp", "o-gan-head", "bigan-qp", "vae"].contains($0.name) })
    @TensorActor func steps(family: FamilyCase) throws {
        let (golden, objective, batch) = try family.load()
        let phases = objective.phases
        let updates = try phases.map { try objective.update($0, on: batch) }
        for (phase, update) in zip(phases, updates) {
            try Optimizer(phase.optimizer, parameters: phase.parameters).step(update.gradients)
            for (name, parameter) in zip(try golden.names(of: phase), phase.parameters) {
                try compareMovement(name, parameter, golden)
            }
        }
    }

    /// What the golden file has beside what a run reports.
    private static let unreported: Set<String> = ["output.loss.change", "output.loss.gap"]

    @TensorActor
    private func compareGradients(_ update: PhaseUpdate, of phase: TrainingPhase, _ golden: Golden) throws -> Set<String> {
        let names = try golden.names(of: phase).map { "gradient.\($0)" }
        #expect(names.count == update.gradients.count)
        let largest = try names.map { try golden[$0].floats().map(abs).max() ?? 0 }.max() ?? 0
        for (name, gradient) in zip(names, update.gradients) {
            let error = try relativeError(#require(gradient, "\(name)"), golden[name], floor: 1e-2 * largest)
            #expect(error < Self.tolerance, "\(name): \(error)")
        }
        return Set(names)
    }

    /// A first step has about the same size whatever the gradient: only where that is well away from 0 is its sign certain.
    @TensorActor
    private func compareMovement(_ name: String, _ parameter: Tensor, _ golden: Golden) throws {
        let (before, after) = (try golden[name].floats(), try golden["stepped.\(name)"].floats())
        let gradient = try golden["gradient.\(name)"].floats()
        let largest = gradient.map(abs).max() ?? 0
        guard largest > 1e-8 else { return }
        let wrong = try parameter.floats().enumerated().filter { index, value in
            let (moved, expected) = (value - before[index], after[index] - before[index])
            // Two roundings of a parameter near 1.
            return abs(gradient[index]) > 1e-2 * largest && !(abs(moved - expected) <= 1e-3 * abs(expected) + 2.5e-7)
        }
        #expect(wrong.isEmpty, "\(wrong.count) of \(gradient.count) elements of \(name) move by something else")
    }
}
