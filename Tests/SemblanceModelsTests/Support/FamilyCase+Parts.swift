import SemblanceTensor
import Testing

@testable import SemblanceModels

/// A loss, and the networks whose gradients are of it alone.
struct MinimisedPart: Sendable {
    /// How the networks' parameters are called.
    let prefixes: [String]
    /// Its value, from what an update reports.
    let loss: @TensorActor (PhaseUpdate) throws -> Float

    /// Where the networks' parameters are among a phase's.
    func indices(in names: [String]) throws -> [Int] {
        let chosen = names.indices.filter { index in prefixes.contains { names[index].hasPrefix($0) } }
        try #require(!chosen.isEmpty)
        return chosen
    }
}

extension FamilyCase {
    /// What a phase minimises by which networks, without the terms that stop-gradients keep from them.
    @TensorActor
    func parts(of phase: TrainingPhase) -> [MinimisedPart] {
        switch (objective.kind, phase.name) {
        case (.oGAN, _):
            let generator = MinimisedPart(prefixes: ["generator."]) { try $0.loss("generator") }
            // [N(E(x))] among z stand still in E's loss, but a difference of E moves them: parity alone holds that gradient.
            return objective.encodedShare > 0
                ? [generator] : [MinimisedPart(prefixes: ["encoder.", "critic."]) { try $0.loss("encoder") }, generator]
        case (.biGANQP, "generator"):
            // [E(x)] and [G(z)] stand still in the errors, but a difference moves them.
            return [
                MinimisedPart(prefixes: ["encoder."]) { try $0.loss("generator") - 3 * $0.loss("image_error") },
                MinimisedPart(prefixes: ["generator."]) { try $0.loss("generator") - 2 * $0.loss("latent_error") },
            ]
        case (.vae, _): return [MinimisedPart(prefixes: ["encoder.", "generator."]) { try $0.loss("loss") }]
        case (.aae, "generator"): return [MinimisedPart(prefixes: ["encoder.", "generator."]) { try $0.loss("encoder") }]
        case (.ali, "generator"): return [MinimisedPart(prefixes: ["encoder.", "generator."]) { try $0.loss("generator") }]
        case (_, let name): return [MinimisedPart(prefixes: ["\(name)."]) { try $0.loss(name) }]
        }
    }
}

extension PhaseUpdate {
    /// A loss by name.
    func loss(_ name: String) throws -> Float {
        try #require(losses.first { $0.name == name }, "no loss is called \(name)").value.scalar()
    }
}
