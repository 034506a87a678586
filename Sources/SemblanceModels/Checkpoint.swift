import Foundation
import SemblanceCore
import SemblanceTensor

/// A model in a safetensors file: its networks' tensors, and its configuration as JSON in the header's metadata.
public enum Checkpoint {
    /// The metadata key of the configuration.
    public static let configurationKey = "semblance.configuration"
    private static let formatKey = "semblance.format"
    private static let format = "1"

    /// The bytes of a checkpoint.
    ///
    /// - Parameter metadata: more to keep in the header, beside the configuration
    @TensorActor
    public static func serialize(_ networks: ModelNetworks, metadata: [String: String] = [:]) throws
        -> [UInt8]
    {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        var header = metadata
        header[formatKey] = format
        header[configurationKey] = String(decoding: try encoder.encode(networks.configuration), as: UTF8.self)
        let named = networks.state.entries.map { ($0.name, $0.tensor) }
        return try Safetensors(tensors: Dictionary(uniqueKeysWithValues: named), metadata: header).serialized()
    }

    /// The networks of a checkpoint, with their configuration.
    ///
    /// - Parameter source: its name for messages
    /// - Throws: `corrupt` for a cut or damaged file; `incompatible` for a file that is no checkpoint of Semblance, of a newer
    ///   format, or whose tensors do not fit its configuration.
    @TensorActor
    public static func load(_ bytes: [UInt8], source: String, device: Device = .cpu) throws -> ModelNetworks {
        let file = try Safetensors(bytes: bytes, source: source)
        let configuration = try configuration(in: file.metadata, source: source)
        let networks = try ModelNetworks(configuration, seed: 0, device: device)
        try networks.state.load(file.tensors, source: source)
        return networks
    }

    private static func configuration(in metadata: [String: String], source: String) throws -> ModelConfiguration {
        guard let found = metadata[formatKey], let text = metadata[configurationKey] else {
            throw SemblanceError(.incompatible, "'\(source)' is a safetensors file, but no checkpoint of Semblance")
        }
        guard found == format else {
            throw SemblanceError(
                .incompatible, "'\(source)' is a checkpoint of format \(found), and this build reads \(format)", advice: "use a newer build"
            )
        }
        do {
            let configuration = try JSONDecoder().decode(ModelConfiguration.self, from: Data(text.utf8))
            try configuration.validate()
            return configuration
        } catch let error as DecodingError {
            throw SemblanceError(
                .incompatible, "'\(source)' carries a configuration that this build cannot read", advice: "use the build that trained it",
                detail: "\(error)")
        }
    }
}
