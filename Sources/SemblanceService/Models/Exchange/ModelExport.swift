import Crypto
import SemblanceCore
import SemblanceImaging
import SemblanceStorage

/// Writes a model version into one safetensors file with everything that makes it: weights, configuration, metrics. The file is a
/// checkpoint too.
public struct ModelExport: Sendable {
    private let database: Database

    /// Exports from `database`.
    public init(database: Database) { self.database = database }

    /// Writes the file, whole or not at all.
    ///
    /// - Parameters:
    ///   - overwrites: whether a file of that name may be replaced
    ///   - half: whether the weights are written in half precision: half the size, and latents that differ in the third decimal
    /// - Throws: `conflict` where a file is there; `corrupt` for weights whose checksum does not fit; `incompatible` for those that half
    ///   precision cannot hold; `diskFull`, or `invalidArgument` where the file cannot be written
    public func write(_ record: ModelRecord, to path: BytePath, overwrites: Bool, half: Bool = false) async throws -> ModelFileReport {
        guard overwrites || !path.isPresent else {
            throw SemblanceError(.conflict, "\(path): there is a file already", advice: "choose another name, or say --force")
        }
        let checkpoint = try await database.artifacts.read(kind: ModelCatalog.weights, model: record.id)
        let parent = if let parent = record.parent { try await database.models.find(id: parent) } else { ModelRecord?.none }
        let description = ModelDescription(record, familiarity: try await database.models.familiarity(of: record.id), parent: parent)
        let source = "\(record.model.name)@\(record.model.version)"
        var file = ModelFile(description: description, checkpoint: checkpoint)
        if half { file = try file.halved(source: source) }
        let bytes = try file.serialized(source: source)
        try FileWriter.replace(path, with: bytes)
        return ModelFileReport(model: ModelReference(record), file: path.description, sha256: SHA256.hash(data: bytes).hexadecimal)
    }
}
