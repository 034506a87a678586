import SemblanceTensor

/// The networks of one model, on one device.
@TensorActor
public final class GANNetworks: Module {
    /// E.
    public let encoder: DCGANEncoder
    /// G.
    public let generator: DCGANGenerator
    /// Where they live.
    public let device: Device

    /// Draws fresh weights.
    ///
    /// - Parameter seed: the same seed gives the same weights
    public init(_ configuration: NetworkConfiguration, seed: UInt64, device: Device = .cpu) throws {
        let random = try RandomGenerator(seed: seed)
        encoder = try DCGANEncoder(configuration, generator: random, device: device)
        generator = try DCGANGenerator(configuration, generator: random, device: device)
        self.device = device
    }

    /// Every tensor: `encoder.…`, then `generator.…`.
    public var state: StateDictionary { state("") }

    /// Every tensor, without a prefix.
    public func collect(into state: inout StateDictionary, prefix: String) {
        encoder.collect(into: &state, prefix: prefix + "encoder")
        generator.collect(into: &state, prefix: prefix + "generator")
    }
}
