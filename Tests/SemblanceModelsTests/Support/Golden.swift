import Foundation
import SemblanceTensor
import Testing

@testable import SemblanceModels

/// Values of an independent PyTorch implementation; `Golden/README.md` says how they are made.
@TensorActor
struct Golden {
    let file: Safetensors
    let networks: ModelNetworks

    /// Reads a case into networks of its shape.
    init(_ name: String, _ configuration: ModelConfiguration) throws {
        file = try Self.file(name)
        networks = try ModelNetworks(configuration, seed: 1)
        try networks.state.load(file.tensors, source: name)
    }

    /// The tensors of a case.
    static func file(_ name: String) throws -> Safetensors {
        let folder = try #require(Bundle.module.resourceURL).appendingPathComponent("Golden")
        return try Safetensors(bytes: Array(Data(contentsOf: folder.appendingPathComponent(name + ".safetensors"))), source: name)
    }

    subscript(name: String) -> Tensor {
        get throws { try #require(file.tensors[name], "\(name) is missing from the golden file") }
    }

    /// The learned tensors' names, which gradients are stored by.
    var parameterNames: [ObjectIdentifier: String] {
        let parameters = networks.state.entries.filter { $0.kind == .parameter }
        return Dictionary(uniqueKeysWithValues: parameters.map { (ObjectIdentifier($0.tensor), $0.name) })
    }

    /// The parameters of a phase by name, in the phase's order.
    func names(of phase: TrainingPhase) throws -> [String] {
        let known = parameterNames
        return try phase.parameters.map { try #require(known[ObjectIdentifier($0)]) }
    }
}

/// The largest difference, relative to the largest golden value.
///
/// - Parameter floor: what to divide by at least: a gradient that is 0 by its formula has no size of its own
@TensorActor
func relativeError(_ tensor: Tensor, _ golden: Tensor, floor: Float = 1e-12) throws -> Float {
    #expect(tensor.shape == golden.shape)
    let (ours, theirs) = (try tensor.floats(), try golden.converted(to: .float32).floats())
    let scale = theirs.map(abs).max() ?? 0
    let difference = zip(ours, theirs).map { abs($0 - $1) }.max() ?? 0
    return difference.isNaN ? .infinity : difference / max(scale, floor)
}
