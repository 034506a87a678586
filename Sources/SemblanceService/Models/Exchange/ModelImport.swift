import Crypto
import SemblanceCore
import SemblanceImaging
import SemblanceStorage

/// Registers the model version that a file holds, once it has proved to be whole and to load.
public struct ModelImport: Sendable {
    private let catalog: ModelCatalog
    private let loader: ModelLoader

    /// Imports into a catalogue's collection.
    ///
    /// - Parameter loader: makes a model of a checkpoint's bytes
    public init(catalog: ModelCatalog, loader: @escaping ModelLoader) {
        self.catalog = catalog
        self.loader = loader
    }

    /// Registers the version as the next of its name.
    ///
    /// - Parameters:
    ///   - name: what it is called; nil for what the file says
    ///   - crop: which square of a photo it sees from now on; nil for what the file says
    ///   - again: whether a collection may have the same weights twice
    ///   - why: what is said of it in the trail
    /// - Throws: `corrupt` for a file that is cut or altered; `incompatible` for one without a version, of a newer program, or whose
    ///   model is not what the file says; `conflict` where the collection has the weights already. Nothing is left behind.
    public func read(
        _ path: BytePath, name: String?, crop: PhotoCrop? = nil, again: Bool, by actor: AuditActor, why: String?
    ) async throws -> ModelFileReport {
        let bytes = try FileReader.read(path, maximumBytes: .max)
        var file = try ModelFile(bytes: bytes, source: path.description)
        if let crop, crop != file.description.preprocessing.crop { file = try file.seeing(crop, source: path.description) }
        let told = file.description
        let model = try await loader(file.checkpoint, path.description)
        guard model.latentDimension == told.latentDimension, model.normalization == told.normalization,
            model.preprocessing == told.preprocessing
        else {
            throw SemblanceError(
                .incompatible, "'\(path)' describes another model than it holds", advice: "export the version again")
        }
        let record = try await catalog.register(
            imported: told.newModel(name: name ?? told.name), checkpoint: file.checkpoint,
            familiarity: try told.learned.map { try JSONText(encoding: $0) }, again: again, by: actor, why: why)
        return ModelFileReport(model: ModelReference(record), file: path.description, sha256: SHA256.hash(data: bytes).hexadecimal)
    }
}
