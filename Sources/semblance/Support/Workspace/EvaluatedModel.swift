import SemblanceCore
import SemblanceImaging
import SemblanceService

/// A model that an evaluation was asked for: a version in the database, or a file that no database needs to know.
struct EvaluatedModel {
    let model: ImageModel
    /// The version; nil for a file.
    let reference: ModelReference?
    /// The file; nil for a version.
    let file: String?

    /// How people call it.
    var name: String { reference.map { "\($0.name)@\($0.version)" } ?? file ?? "model" }

    /// - Parameter name: an id, a name, `name@version`, or the path of a file that ends in `.safetensors`
    /// - Throws: `notFound`, `corrupt` or `incompatible`, as the catalogue or the file says.
    static func load(_ name: String, _ workspace: Workspace) async throws -> EvaluatedModel {
        if name.lowercased().hasSuffix(".safetensors") {
            let bytes = try FileReader.read(BytePath(name), maximumBytes: .max)
            return EvaluatedModel(model: try await workspace.loader(bytes, name), reference: nil, file: name)
        }
        return try await workspace.withCollection { context in
            let (record, model) = try await context.model(name)
            return EvaluatedModel(model: model, reference: ModelReference(record), file: nil)
        }
    }
}
