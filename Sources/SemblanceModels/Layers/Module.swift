import SemblanceCore
import SemblanceTensor

/// A part of a network that holds tensors.
@TensorActor
public protocol Module {
    /// Adds its tensors, in an order that never changes, under names that begin with `prefix`.
    func collect(into state: inout StateDictionary, prefix: String)
}

/// A network's tensors by name, in a fixed order.
@TensorActor
public struct StateDictionary {
    /// Whether gradients change a tensor, or forward passes do.
    public enum Kind {
        /// Learned.
        case parameter
        /// Running statistics.
        case buffer
    }

    /// A named tensor.
    public struct Entry {
        /// For example `encoder.convolutions.0.weight`.
        public let name: String
        /// The tensor itself, not a copy.
        public let tensor: Tensor
        /// What changes it.
        public let kind: Kind
    }

    /// All entries in their order.
    public private(set) var entries: [Entry] = []

    /// Nothing yet.
    public init() {}

    /// The tensors that gradients change.
    public var parameters: [Tensor] { entries.filter { $0.kind == .parameter }.map(\.tensor) }

    /// The number of learned values.
    public var parameterCount: Int { parameters.reduce(0) { $0 + $1.count } }

    /// Appends one.
    public mutating func add(_ name: String, _ tensor: Tensor, _ kind: Kind = .parameter) {
        entries.append(Entry(name: name, tensor: tensor, kind: kind))
    }

    /// Copies values in, by name.
    ///
    /// - Parameter source: the file's name for messages
    /// - Throws: `incompatible` where a tensor is missing or of another shape.
    public func load(_ tensors: [String: Tensor], source: String) throws {
        for entry in entries {
            guard let tensor = tensors[entry.name], tensor.shape == entry.tensor.shape else {
                let found = tensors[entry.name].map { "has shape \($0.shape)" } ?? "is missing"
                throw SemblanceError(
                    .incompatible, "'\(source)' does not fit its configuration: '\(entry.name)' \(found), \(entry.tensor.shape) is needed",
                    advice: "take another copy of it, or train again")
            }
        }
        for entry in entries {
            guard let tensor = tensors[entry.name] else { continue }
            try entry.tensor.assign(tensor.converted(to: .float32))
        }
    }
}

extension Module {
    /// Its tensors under `prefix`.
    public func state(_ prefix: String) -> StateDictionary {
        var state = StateDictionary()
        collect(into: &state, prefix: prefix)
        return state
    }
}

/// How the layers' values are drawn before training.
@TensorActor
struct Initializer {
    let scheme: NetworkConfiguration.Initialization
    let generator: RandomGenerator
    let device: Device

    /// A weight of [outputs, inputs] or [inputs, outputs], followed by the sides of a kernel.
    func weight(_ shape: [Int]) throws -> Tensor {
        try drawn(shape).moved(to: device).requiringGradient()
    }

    private func drawn(_ shape: [Int]) throws -> Tensor {
        switch scheme {
        case .normal: return try Tensor.randomNormal(shape: shape, generator: generator) * 0.02
        case .glorotUniform:
            let fans = shape.prefix(2).reduce(0, +) * shape.dropFirst(2).reduce(1, *)
            let limit = (6 / Double(fans)).squareRoot()
            return try (Tensor.randomUniform(shape: shape, generator: generator) * 2 - 1) * limit
        }
    }

    func constant(_ value: Double, _ shape: [Int]) throws -> Tensor {
        try Tensor.full(value, shape: shape, device: device).requiringGradient()
    }

    func buffer(_ value: Double, _ shape: [Int]) throws -> Tensor {
        try Tensor.full(value, shape: shape, device: device)
    }
}
